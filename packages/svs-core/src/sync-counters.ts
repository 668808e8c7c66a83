import type { DropReason, SendCause } from "./machine/types.js";

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

/** Counters as their owner counts with them. */
export interface CountingCounters {
  readonly sent: Record<SendCause, number>;
  notSent: number;
  received: number;
  readonly dropped: Record<DropReason, number>;
  signFailed: number;
}

export function zeroCounters(): CountingCounters {
  return {
    sent: { publication: 0, periodic: 0, repeat: 0, suppression: 0, "link-up": 0, requested: 0 },
    notSent: 0,
    received: 0,
    dropped: {
      malformed: 0,
      oversized: 0,
      "verification-failed": 0,
      "verify-queue-full": 0,
      "future-bootstrap": 0,
      "recently-updated": 0,
      "answered-before": 0,
      "unusable-entry": 0,
      jump: 0,
      "signer-quota": 0,
      "vector-full": 0,
      "long-name": 0,
      "bootstrap-time": 0,
    },
    signFailed: 0,
  };
}
