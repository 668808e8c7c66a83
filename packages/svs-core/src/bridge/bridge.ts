import { AltUri } from "@ndn/packet";
import { TypedEventTarget } from "typescript-event-target";
import { throwIfAborted } from "../abortable.js";
import type { Clock } from "../ports/clock.js";
import { systemClock } from "../ports/system-clock.js";
import type { Publication } from "../publication.js";
import type { SvSyncBase } from "../sv-sync-base.js";
import type { WaitOptions } from "../sv-sync-core-options.js";
import { SvsError } from "../svs-error.js";
import { Carrier } from "./carrier.js";

/** Leaves room in a packet for a signature, names, and members that come to the group by themselves. */
const VECTOR_SIZE_MAX = 6000;

/** Options of {@link Bridge.between}. */
export interface BridgeOptions extends WaitOptions {
  /** Publishers carried into each group at the most. Default 1 000. */
  membersMax?: number | undefined;
  /**
   * Octets of a group's state vector from which on no further publisher is carried into it.
   * Default 6 000, and unlimited where the dialect sends a large vector in parts.
   */
  vectorSizeMax?: number | undefined;
  /** For the waits before another try. Default: the machine's own. */
  clock?: Clock | undefined;
}

/** A publication that a bridge has read in one group. */
export interface BridgedPublication {
  /** The member that read it. */
  readonly from: SvSyncBase;
  readonly publication: Publication;
}

/** Events of a {@link Bridge}. */
export type BridgeEventMap = {
  /** A publication is in the other group now, as this one. */
  carried: CustomEvent<BridgedPublication & { readonly as: Publication }>;
  /**
   * A publication is left out in the other group, and the bridge goes on behind it:
   * `packet-too-large` or `invalid-argument` for its size, `limit-exceeded` for its publisher,
   * `registration-failed` (its publisher's next one is tried anew), `store-full`, and `store-failed`
   * or `signing-failed` after half a minute of tries.
   */
  refused: CustomEvent<BridgedPublication & { readonly error: SvsError }>;
};

/**
 * Keeps two groups in step: what is published in one appears in the other, octet for octet, in the
 * order of each publisher, at least once. What has been carried out of a group is never carried
 * into it again, whatever bridges there are.
 *
 * A publisher's name in the other group is its own and one more component, see the README. Each
 * bridge has two members of its own: it reads their publications, and carries no publication of
 * theirs. They are the caller's: closing the bridge leaves them open, and closing one of them ends
 * the bridge.
 */
export class Bridge extends TypedEventTarget<BridgeEventMap> implements AsyncDisposable {
  /**
   * Begins to carry between two open members of two groups; they may be on one transport.
   * Where members have no bootstrap times, it waits for the group first (`whenSynced`): numbers
   * from before are continued.
   * @throws SvsError `invalid-argument` (an option, two members of one group, a member that is
   * being read already), `closed`, `aborted`.
   */
  static async between(a: SvSyncBase, b: SvSyncBase, options: BridgeOptions = {}): Promise<Bridge> {
    const { signal, membersMax = 1000, vectorSizeMax } = options;
    checkCount("membersMax", membersMax);
    checkCount("vectorSizeMax", vectorSizeMax ?? 1);
    checkGroups(a, b);
    const unnumbered = [a, b].filter(({ dialect }) => !dialect.hasBootstrapTime);
    await Promise.all(unnumbered.map((member) => member.whenSynced({ signal })));
    throwIfAborted(signal);
    return new Bridge(a, b, { ...options, membersMax });
  }

  /**
   * Resolves when the bridge has ended: it was closed, its signal aborted, or a member closed.
   * Rejects with what ended the reading of a member; a new bridge then goes on where it was.
   */
  readonly closed: Promise<void>;
  private readonly carriers: readonly Carrier[];

  private constructor(a: SvSyncBase, b: SvSyncBase, options: BridgeOptions & { membersMax: number }) {
    super();
    const there = this.carry(a, b, options);
    try {
      this.carriers = [there, this.carry(b, a, options)];
    } catch (error) {
      there.stop();
      throw error;
    }
    this.closed = this.run(options.signal);
    this.closed.catch(() => undefined); // whoever wants to know asks
  }

  /** Ends the bridge when what is being carried is there. Idempotent; the members stay open. */
  async close(): Promise<void> {
    this.stop();
    await this.closed.catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private carry(from: SvSyncBase, to: SvSyncBase, options: BridgeOptions & { membersMax: number }): Carrier {
    return new Carrier(from, to, {
      clock: options.clock ?? systemClock,
      membersMax: options.membersMax,
      vectorSizeMax:
        options.vectorSizeMax ?? (to.dialect.vectorParts ? Number.POSITIVE_INFINITY : VECTOR_SIZE_MAX),
      onCarried: (publication, as) =>
        this.dispatchTypedEvent("carried", new CustomEvent("carried", { detail: { from, publication, as } })),
      onRefused: (publication, error) =>
        this.dispatchTypedEvent(
          "refused",
          new CustomEvent("refused", { detail: { from, publication, error } }),
        ),
    });
  }

  private async run(signal: AbortSignal | undefined): Promise<void> {
    signal?.addEventListener("abort", this.stop, { once: true });
    const runs = this.carriers.map((carrier) => carrier.run().finally(this.stop));
    const ends = await Promise.allSettled(runs);
    signal?.removeEventListener("abort", this.stop);
    for (const end of ends) {
      if (end.status === "rejected") {
        throw end.reason;
      }
    }
  }

  private readonly stop = (): void => {
    for (const carrier of this.carriers) {
      carrier.stop();
    }
  };
}

function checkCount(option: string, value: number): void {
  if (!(value >= 1)) {
    throw new SvsError("invalid-argument", `${option} must be a number of at least 1, and is ${value}.`);
  }
}

/** Members of one group hear each other without a bridge, whatever they call their dialects. */
function checkGroups(a: SvSyncBase, b: SvSyncBase): void {
  const alike = a.dialect.name === b.dialect.name && a.group.equals(b.group);
  const heard = a.dialect.syncPrefix(a.group).equals(b.dialect.syncPrefix(b.group));
  if (alike || (heard && a.dialect.form.name === b.dialect.form.name)) {
    throw new SvsError(
      "invalid-argument",
      `${groupText(a)} and ${groupText(b)} are one group: a bridge needs members of two.`,
    );
  }
}

function groupText({ group, dialect }: SvSyncBase): string {
  return `${AltUri.ofName(group)} in ${dialect.name}`;
}
