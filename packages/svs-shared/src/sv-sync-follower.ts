import { Name } from "@ndn/packet";
import {
  type MemberState,
  SvSyncReader,
  type SvSyncReaderOptions,
  SvsError,
  type SyncUpdate,
} from "@svs/core";
import { v3Shared } from "@svs/core/dialects";
import { StateVector } from "@svs/tlv";
import { HOLDER_COST, LIFETIME_FACTOR } from "./sv-sync-shared.js";

/** Options of {@link SvSyncFollower.open}. */
export interface SvSyncFollowerOptions extends Omit<SvSyncReaderOptions, "cacheOthers"> {
  /**
   * Members whose publications are served at the most, in a dialect in which each needs a registration of its
   * own. Above it `limit-exceeded` is told by an `error` event. Default 1 000.
   */
  servedMembersMax?: number | undefined;
}

/**
 * Follows a group without a word of its own: fetches everything that is published, verified, keeps it, and
 * serves it like those who published it, whether they are there or not. It has no node prefix and appears in no state
 * vector. An always-on one keeps a group's history, as a repository would; with stores on disk, over
 * restarts, too.
 *
 * `status.members` tells what it holds: all numbers up to `delivered`, as far as its store had room.
 */
export class SvSyncFollower extends SvSyncReader {
  /**
   * Opens a follower, which begins to fetch.
   * @throws SvsError `invalid-argument`, `registration-failed`, `store-failed`, `aborted`, `closed`.
   */
  static override async open(options: SvSyncFollowerOptions): Promise<SvSyncFollower> {
    const follower = new SvSyncFollower(options);
    await follower.start();
    follower.follow();
    return follower;
  }

  private readonly servedMembersMax: number;
  private readonly served = new Set<string>();
  private overLimit = false;

  /** @internal Use `open`. */
  protected constructor({ servedMembersMax = 1000, ...options }: SvSyncFollowerOptions) {
    super({
      ...options,
      dialect: options.dialect ?? v3Shared,
      fetch: { lifetimeFactor: LIFETIME_FACTOR, ...options.fetch },
    });
    this.servedMembersMax = servedMembersMax;
  }

  protected override async prepare(state: MemberState): Promise<void> {
    await super.prepare(state);
    const { sharedDataPrefix } = this.dialect;
    if (sharedDataPrefix) {
      await this.serveHeld(sharedDataPrefix(this.group));
      return;
    }
    for (const { node } of state.known ? StateVector.decode(state.known) : []) {
      await this.serveMember(new Name(node));
    }
  }

  protected override onUpdate(update: SyncUpdate): void {
    super.onUpdate(update);
    if (!this.dialect.sharedDataPrefix) {
      this.serveMember(update.node).catch((error: unknown) => {
        if (SvsError.is(error) && error.code !== "closed") {
          this.fail(error);
        }
      });
    }
  }

  /** Reads everything, for reading is what fetches and keeps it. */
  private follow(): void {
    const reading = this.publications();
    const read = async (): Promise<void> => {
      for await (const _ of reading);
    };
    read().catch((error: unknown) => {
      this.fail(
        SvsError.is(error)
          ? error
          : new SvsError("fetch-failed", "The follower cannot go on fetching; open it again.", {
              cause: error,
            }),
      );
    });
  }

  private async serveMember(node: Name): Promise<void> {
    const key = node.valueHex;
    if (this.served.has(key)) {
      return;
    }
    if (this.served.size === this.servedMembersMax) {
      if (!this.overLimit) {
        this.overLimit = true;
        const message = `The publications of more than ${this.servedMembersMax} members are not served; raise servedMembersMax.`;
        this.fail(new SvsError("limit-exceeded", message));
      }
      return;
    }
    this.served.add(key);
    await this.serveHeld(this.dataPrefix(node));
  }

  private async serveHeld(prefix: Name): Promise<void> {
    await this.serve(prefix, (interest) => this.stored(interest), { cost: HOLDER_COST });
  }
}
