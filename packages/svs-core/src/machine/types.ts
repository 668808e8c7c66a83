import type { SeqNoRange, VectorForm } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";
import type { SyncLimits } from "./sync-limits.js";

/** The two clocks a step is told. */
export interface Now {
  /** Never goes back: timers and the suppression window. */
  readonly monotonic: Millis;
  /** Milliseconds since 1970-01-01T00:00Z: bootstrap times only. */
  readonly wall: Millis;
}

/** The timers of specification section 4.1, in milliseconds. */
export interface Timers {
  /** Median of `PeriodicTimeout`. Default 30 000. */
  readonly periodic: Millis;
  /** Half-width of the uniform spread around it, as a share in [0, 1). Default 0.1. */
  readonly periodicJitter: number;
  /** `SuppressionPeriod`. Default 200. */
  readonly suppression: Millis;
  /** Decay factor `f` of `SuppressionTimeout`. Default 10. */
  readonly suppressionDecay: number;
}

/** What a machine is made with. */
export interface MachineOptions {
  readonly timers?: Partial<Timers> | undefined;
  /** Form of the vectors in Sync Interests. Default `v3Form`. */
  readonly form?: VectorForm | undefined;
  /** A uniform number from [0, 1); drawn once for each timeout value. */
  readonly random: () => number;
  /** Vector to begin with, as a version 3 StateVector TLV. */
  readonly initial?: Uint8Array | undefined;
  /** What of others is taken into account at the most. Default: see {@link SyncLimits}. */
  readonly limits?: Partial<SyncLimits> | undefined;
  /**
   * Whether what is new is announced again, after intervals that double, by whoever is first: who
   * missed it learns of it although the group is silent, and a member that joins is heard. Repeats follow
   * 500 ms after whatever their member sent before, or later. Without, it is up to the periodic timer.
   * Default `true`.
   */
  readonly quietRepair?: boolean | undefined;
  /**
   * Whether `PeriodicTimeout` and `SuppressionTimeout` are spread by how many members there seem to
   * be and how long packets seem to travel, so that few speak at once; `suppressionDecay` has no
   * effect then. Without, they are as specified. Default: in version 3's form only.
   */
  readonly adaptiveTimers?: boolean | undefined;
}

/** A Sync Interest as the dialect read it. Nobody changes its octets or its digest any more. */
export interface ReceivedVector {
  /** The caller's number for it, given back in the `verify` effect and in `verified`. */
  readonly id: number;
  /**
   * The StateVector TLV, or the dialect's equivalent. Kept until it was dealt with; that of a
   * Sync Interest that leads to suppression, until the suppression ends.
   */
  readonly octets: Uint8Array;
  /** 32 octets that stand for the whole signed packet. */
  readonly digest: Uint8Array;
  /**
   * Set if the octets are only a part of the sender's vector: sum of all sequence numbers of the
   * whole. Rows that are not in a part say nothing; the sums are compared instead.
   */
  readonly total?: number | undefined;
  /**
   * Who signed it, if its signature is good; equal for packets of one signer. Absent if that cannot be told from
   * others, as with digests and with keys that several have.
   */
  readonly signer?: string | undefined;
}

/** What happens to a machine. */
export type Input =
  /** The transport came up: announce at once. */
  | { readonly type: "link-up" }
  /** The transport went down: no timer runs until it is up. */
  | { readonly type: "link-down" }
  /** A publication of ours is signed and stored. */
  | {
      readonly type: "published";
      /** Name TLV-VALUE of the node prefix. */
      readonly node: Uint8Array;
      /** Seconds since 1970; 0 in forms that have no bootstrap time. */
      readonly bootstrapTime: number;
      /**
       * Higher than before; the numbers between are published too. "Before" is what the vector
       * says, which somebody else may have raised: see the `update` effect.
       */
      readonly seqNo: number;
    }
  /** Announce now, whatever the timers say. */
  | { readonly type: "announce" }
  /**
   * A Sync Interest came in. A `verify` effect with its id asks for a `verified`; without one,
   * the machine is done with it.
   */
  | { readonly type: "received"; readonly vector: ReceivedVector }
  /** The answer to a `verify` effect. */
  | { readonly type: "verified"; readonly id: number; readonly ok: boolean }
  /** The answers to a `sign` effect. */
  | { readonly type: "signed"; readonly id: number }
  | { readonly type: "sign-failed"; readonly id: number }
  /**
   * The owner is sure of numbers that the machine refused as a `jump`, or of any others: those up to `seqNo` are
   * learnt.
   */
  | {
      readonly type: "vouched";
      /** Name TLV-VALUE of the node prefix. */
      readonly node: Uint8Array;
      readonly bootstrapTime: number;
      readonly seqNo: number;
    }
  /** The deadline passed. Harmless when it did not. */
  | { readonly type: "timeout" };

/** Why rows of a vector were not learnt; the rest of it was used. */
export type RefusalReason =
  /** More new numbers at once than is believed (`jumpMax`): in quarantine. */
  | "jump"
  /** More octets of new rows than its signer may bring (`newRowsSizeMax`). */
  | "signer-quota"
  /** Our own vector has no more room (`ownVectorSizeMax`). */
  | "vector-full"
  /** A new row whose name is too long (`nameSizeMax`). */
  | "long-name"
  /** A new row with a bootstrap time too far ahead or back (`bootstrapAheadMax`, `bootstrapAgeMax`). */
  | "bootstrap-time";

/** What a Sync Interest, or a part of it, was left out of account for. */
export type DropReason =
  | RefusalReason
  /** Not a Sync Interest of this dialect, or its octets are damaged. */
  | "malformed"
  /** Larger than a packet may be. */
  | "oversized"
  /** The signature or its policy was refused. */
  | "verification-failed"
  /** Too many verifications under way. */
  | "verify-queue-full"
  /** A bootstrap time more than 24 hours ahead (section 3): nothing of the vector was used. */
  | "future-bootstrap"
  /**
   * Outdated only where we were updated within the suppression period (section 4.5). Numbers it
   * had that we lacked were used all the same.
   */
  | "recently-updated"
  /**
   * Outdated, and the very same was answered less than `answerAgainAfter` before: somebody sends it again. Or
   * empty, as several of its signer were lately.
   * Numbers it had that we lacked were used all the same.
   */
  | "answered-before"
  /** Entries with a number above 2^53-1; the rest of the vector was used. */
  | "unusable-entry";

/** What a machine asks to be done, in order. */
export type Effect =
  /** Check the signature of the received packet `id`; answer with `verified`. */
  | { readonly type: "verify"; readonly id: number }
  /**
   * Make a signed Sync Interest of this vector; answer with `signed` or `sign-failed`.
   * The octets never change. Ids count up from 1, and no second one comes before the answer.
   */
  | { readonly type: "sign"; readonly id: number; readonly vector: Uint8Array }
  /**
   * Send the Sync Interest that was made for `id`. The cause is the strongest of the wishes that
   * it satisfies: publication, requested, link-up, suppression, repeat, periodic.
   */
  | { readonly type: "send"; readonly id: number; readonly cause: SendCause }
  /**
   * Numbers newly learnt of, in canonical order. Among them may be numbers of our own that we
   * never gave out, after a restart without state or from somebody under our name. The vector
   * has them, as section 3 asks; the owner goes on above them or under a new bootstrap time.
   */
  | { readonly type: "update"; readonly ranges: readonly SeqNoRange[] }
  /** Rows of packet `id` were not learnt, for a reason that its owner may want to know; a `drop` follows. */
  | {
      readonly type: "suspect";
      readonly id: number;
      readonly reason: RefusalReason;
      /**
       * What was claimed, in canonical order. Of rows in quarantine: a claim higher than before, or the same again
       * after the shortest periodic timeout.
       */
      readonly ranges: readonly SeqNoRange[];
      readonly signer: string | undefined;
    }
  /** Packet `id` had a part of a vector, and another part of it has numbers that we lack. */
  | { readonly type: "incomplete"; readonly id: number }
  /** Count it. `id` is the packet's; it may be forgotten. */
  | { readonly type: "drop"; readonly id: number; readonly reason: DropReason };

/** Why a Sync Interest is sent; `repeat` is that of quiet repair. */
export type SendCause = "publication" | "periodic" | "repeat" | "suppression" | "link-up" | "requested";
