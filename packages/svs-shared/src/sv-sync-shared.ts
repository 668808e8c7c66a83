import { type Interest, Name } from "@ndn/packet";
import {
  type MemberState,
  MemoryPublicationStore,
  SvSyncBase,
  type SvSyncOptions,
  SvsError,
  type SyncUpdate,
} from "@svs/core";
import { v3Shared } from "@svs/core/dialects";
import { HolderElection } from "./holder-election.js";
import { publisherOf, sharedDataPrefix } from "./shared-names.js";

/**
 * Whom an Interest for a publication reaches whose publisher is away.
 *
 * - `one-holder`: the forwarder asks one of those who serve the group, and another one when it is repeated: its
 *   best-route strategy, which is the default everywhere. One Data crosses, at once.
 * - `every-holder`: the group's names have the multicast strategy, as groups of the Python library are set
 *   up. Then the publisher answers at once, and of the others one, elected by the Interest's Nonce; more than one
 *   if holders have never published, if packets get lost, or if several ask within seconds.
 */
export type DataInterests = "one-holder" | "every-holder";

/** Options of {@link SvSyncShared.open}. */
export interface SvSyncSharedOptions extends SvSyncOptions {
  /**
   * Octets of packets of the default store, 64 MiB if absent. When they are used up, packets of others are
   * forgotten, those first that came first, and own ones never. Not with a `publicationStore`, which has a limit of
   * its own.
   */
  cacheOctets?: number | undefined;
  /** Packets of the default store, unlimited if absent; otherwise as `cacheOctets`. */
  cachePackets?: number | undefined;
  /** Default `one-holder`. All members of a group say the same. */
  dataInterests?: DataInterests | undefined;
}

/** What a holder's way costs: more than the publisher's own. */
export const HOLDER_COST = 10;

/** What an Interest outlives its first wait by: its repetitions go to other holders. */
export const LIFETIME_FACTOR = 4;

/** Spreads those who answer later, in milliseconds. */
const ANSWER_LATER = 50;

/**
 * A member of a group whose members keep and serve each other's publications: what one has fetched can be had
 * from it, whether its publisher is there or not. Publications are named under the group (`v3Shared`, or the
 * dialect's own way). Everything is verified before it is kept.
 */
export class SvSyncShared extends SvSyncBase {
  /**
   * Opens a member: takes up its state, serves what it holds, and announces.
   * @throws SvsError `invalid-argument`, `registration-failed`, `store-failed`, `aborted`, `closed`.
   */
  static override async open(options: SvSyncSharedOptions): Promise<SvSyncShared> {
    const svs = new SvSyncShared(options);
    await svs.start();
    return svs;
  }

  private readonly dataInterests: DataInterests;
  private readonly election = new HolderElection();
  private readonly sharedPrefix: Name;
  /** Who publishes here, and so may hold what others published. */
  private holders: readonly Name[] | undefined;

  /** @internal Use `open`. */
  protected constructor(options: SvSyncSharedOptions) {
    const { cacheOctets, cachePackets, publicationStore, dataInterests = "one-holder" } = options;
    for (const [option, limit] of Object.entries({ cacheOctets, cachePackets })) {
      if (publicationStore && limit !== undefined) {
        throw new SvsError(
          "invalid-argument",
          `${option} is a limit of the default store; give publicationStore its own instead.`,
        );
      }
    }
    super({
      ...options,
      dialect: options.dialect ?? v3Shared,
      fetch: { lifetimeFactor: LIFETIME_FACTOR, ...options.fetch },
      publicationStore:
        publicationStore ?? new MemoryPublicationStore({ byteLimit: cacheOctets, packetLimit: cachePackets }),
    });
    this.sharedPrefix = sharedDataPrefix(this.dialect, this.group);
    this.dataInterests = dataInterests;
  }

  protected override get multicastPrefix(): Name {
    return this.dataInterests === "every-holder" ? this.group : super.multicastPrefix;
  }

  protected override async prepare(state: MemberState): Promise<void> {
    await super.prepare(state);
    await this.serve(this.sharedPrefix, (interest) => this.answerForOthers(interest), { cost: HOLDER_COST });
  }

  protected override onUpdate(update: SyncUpdate): void {
    this.election.heardOf(update.node);
    this.holders = undefined;
    super.onUpdate(update);
  }

  private async answerForOthers(interest: Interest): Promise<Uint8Array | undefined> {
    const packet = await this.stored(interest);
    if (!packet || this.dataInterests === "one-holder") {
      return packet;
    }
    const publisher = publisherOf(interest.name, this.dialect, this.group);
    if (!publisher) {
      return undefined;
    }
    this.holders ??= Array.from(this.vector, ({ node }) => new Name(node));
    switch (this.election.judge(interest, this.clock.monotonic(), publisher, this.node, this.holders)) {
      case "answer":
        return packet;
      case "silence":
        return undefined;
      case "answer-later":
        await new Promise<void>((resolve) => {
          this.clock.schedule(ANSWER_LATER * this.random.next(), resolve);
        });
        return packet;
    }
  }
}
