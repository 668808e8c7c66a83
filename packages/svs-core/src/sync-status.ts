import type { Name } from "@ndn/packet";
import type { DropReason, SendCause } from "./machine/types.js";
import type { Millis } from "./ports/clock.js";
import type { TransportStatus } from "./ports/transport.js";

/** One row of the state vector, as an application looks at it. */
export interface MemberStatus {
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  /** Highest number known. */
  readonly seqNo: number;
  /** Highest number handed to the application; for own rows and for pure sync, `seqNo`. */
  readonly delivered: number;
  /** `seqNo - delivered`. */
  readonly behindBy: number;
  /** Whether it is this member, with the bootstrap time it has now. */
  readonly own: boolean;
  /** When its number last rose here, in milliseconds since 1970; `undefined` if before this start. */
  readonly lastHeard: Millis | undefined;
}

/** What a member has counted since it was opened. */
export interface SyncCounters {
  /** Sync Interests sent, by cause. */
  readonly sent: Readonly<Record<SendCause, number>>;
  /** Sync Interests the transport did not take. */
  readonly notSent: number;
  /** Sync Interests heard. */
  readonly received: number;
  /** Those that left no trace, or lost an entry, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Signatures that the signer refused. */
  readonly signFailed: number;
}

/** Where a member stands. */
export interface SyncStatus {
  readonly transport: TransportStatus;
  readonly phase: "steady" | "suppression";
  /** Rows of the state vector, in canonical order. */
  readonly members: readonly MemberStatus[];
  readonly counters: SyncCounters;
}

export function zeroCounters(): {
  sent: Record<SendCause, number>;
  notSent: number;
  received: number;
  dropped: Record<DropReason, number>;
  signFailed: number;
} {
  return {
    sent: { publication: 0, periodic: 0, suppression: 0, "link-up": 0, requested: 0 },
    notSent: 0,
    received: 0,
    dropped: {
      malformed: 0,
      oversized: 0,
      "verification-failed": 0,
      "verify-queue-full": 0,
      "future-bootstrap": 0,
      "recently-updated": 0,
      "unusable-entry": 0,
    },
    signFailed: 0,
  };
}
