import type { Name } from "@ndn/packet";
import type { Millis } from "./ports/clock.js";
import type { TransportStatus } from "./ports/transport.js";
import type { SyncCounters } from "./sync-counters.js";

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

/** Where a member stands. */
export interface SyncStatus {
  readonly transport: TransportStatus;
  readonly phase: "steady" | "suppression";
  /** Rows of the state vector, in canonical order. */
  readonly members: readonly MemberStatus[];
  readonly counters: SyncCounters;
}
