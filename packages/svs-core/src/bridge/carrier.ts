import type { Name } from "@ndn/packet";
import { abortable } from "../abortable.js";
import type { Clock, Millis } from "../ports/clock.js";
import type { Publication } from "../publication.js";
import type { SvSyncBase } from "../sv-sync-base.js";
import { SvsError, type SvsErrorCode } from "../svs-error.js";
import { Hop } from "./hop.js";

/** Octets of a publisher's name in the other group at the most: beside it, a packet has room for content. */
const NODE_SIZE_MAX = 400;

/** Errors that may be over soon. All publishers would meet them alike, so nobody is held up by waiting. */
const TRANSIENT: ReadonlySet<SvsErrorCode> = new Set(["store-failed", "signing-failed"]);
/** Waits before another try, doubled each time: half a minute in all. */
const RETRY = { first: 1000, last: 16_000 };

/** What a carrier stands on, and whom it tells. */
export interface CarrierContext {
  readonly clock: Clock;
  /** Publishers that are carried at the most. */
  readonly membersMax: number;
  /** Octets of the other group's vector from which on no further publisher is carried. */
  readonly vectorSizeMax: number;
  onCarried(publication: Publication, as: Publication): void;
  onRefused(publication: Publication, error: SvsError): void;
}

/**
 * Carries the publications of one group into another, one after the other: each is published
 * there, and then the next one is asked for, which marks it delivered here. Killed in between, it
 * is carried again; none is left out.
 */
export class Carrier {
  private readonly hop: Hop;
  private readonly destination: Hop;
  /** Node prefixes of the publishers that are carried, in hexadecimal. */
  private readonly nodes: Set<string>;
  private readonly reading: AsyncIterableIterator<Publication>;
  private readonly stopping = new AbortController();
  private carrying = false;

  /** @throws SvsError `invalid-argument` if `from` is being read already, or has too long a name; `closed`. */
  constructor(
    from: SvSyncBase,
    private readonly to: SvSyncBase,
    private readonly context: CarrierContext,
  ) {
    this.hop = new Hop(from);
    this.destination = new Hop(to);
    if (2 * this.hop.component.tlv.length > NODE_SIZE_MAX) {
      throw new SvsError(
        "invalid-argument",
        `The group and node prefix of a bridge's member have room for some ${NODE_SIZE_MAX / 2} octets, and ${this.hop.component} is longer.`,
      );
    }
    const earlier = to.status.members.filter(
      ({ own, node }) => own && node.get(-1)?.equals(this.hop.component),
    );
    this.nodes = new Set(earlier.map(({ node }) => node.valueHex));
    this.reading = from.publications();
  }

  /**
   * Carries until it is stopped or one of the members closes.
   * @throws what ends the reading, and what is no SvsError.
   */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    try {
      for (;;) {
        const next = this.reading.next(); // what was carried last counts as delivered now
        if (signal.aborted) {
          void this.reading.return?.();
        }
        const { done, value } = await next;
        if (done || signal.aborted) {
          return;
        }
        this.carrying = true;
        if (!(await this.carry(value))) {
          return;
        }
        this.carrying = false;
      }
    } finally {
      await this.reading.return?.();
    }
  }

  /** Ends it when what is being carried is there. Idempotent. */
  stop(): void {
    this.stopping.abort();
    if (!this.carrying) {
      void this.reading.return?.();
    }
  }

  /** @returns whether it is dealt with; if not, it is to come again. */
  private async carry(publication: Publication): Promise<boolean> {
    if (this.destination.hasLeft(publication.node)) {
      return true; // the other group has it
    }
    const { signal } = this.stopping;
    const { onCarried, onRefused } = this.context;
    try {
      onCarried(publication, await this.withRetries(() => this.publish(publication)));
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      if (error.code === "closed" || (error.code === "aborted" && signal.aborted)) {
        return false;
      }
      onRefused(publication, error);
    }
    return true;
  }

  private async publish({ node, content }: Publication): Promise<Publication> {
    const as = node.append(this.hop.component);
    if (!this.nodes.has(as.valueHex)) {
      this.admit(as);
      await this.to.addNode(as, { signal: this.stopping.signal });
      this.nodes.add(as.valueHex);
    }
    return this.to.publish(content, { node: as });
  }

  /** Strangers can make names without end, and each of them would be in every vector of the other group. */
  private admit(node: Name): void {
    const { membersMax, vectorSizeMax } = this.context;
    const { dialect } = this.to;
    const size = node.value.length;
    if (size > NODE_SIZE_MAX) {
      throw limitError(
        `A publisher's name has ${NODE_SIZE_MAX} octets at the most there, and this one ${size}`,
      );
    }
    if (this.nodes.size >= membersMax) {
      throw limitError(`There are ${membersMax} publishers already, the most that are carried (membersMax)`);
    }
    const vectorSize = this.to.getState().encodedSize(dialect.form);
    if (vectorSize >= vectorSizeMax) {
      throw limitError(
        `The other group's vector has ${vectorSize} of ${vectorSizeMax} octets (vectorSizeMax)`,
      );
    }
  }

  private async withRetries<T>(task: () => Promise<T>): Promise<T> {
    for (let wait: Millis = RETRY.first; ; wait *= 2) {
      try {
        return await task();
      } catch (error) {
        if (!SvsError.is(error) || !TRANSIENT.has(error.code) || wait > RETRY.last) {
          throw error;
        }
        await abortable<void>(this.stopping.signal, (resolve) => {
          const timer = this.context.clock.schedule(wait, resolve);
          return () => timer.cancel();
        });
      }
    }
  }
}

function limitError(what: string): SvsError {
  return new SvsError("limit-exceeded", `${what}; the publication is not carried.`);
}
