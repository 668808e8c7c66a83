import type { Name } from "@ndn/packet";
import type { PublicationId } from "./dialect/dialect.js";
import type { DropReason, RefusalReason, SendCause } from "./machine/types.js";
import type { TransportStatus } from "./ports/transport.js";
import type { SvsError, SvsErrorCode } from "./svs-error.js";

/** Numbers of one member newly learnt of, `low`..`high` inclusive. */
export interface SyncUpdate {
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  readonly low: number;
  readonly high: number;
}

/** Something that a correct member would hardly do. */
export interface Suspicion extends SyncUpdate {
  /**
   * - `own-number`: somebody else announced numbers of ours that we did not give out, as after a
   *   restart without state. The next publication takes a new bootstrap time;
   * - the others: numbers that were not learnt. Those of a `jump` are, once they are vouched for.
   */
  readonly reason: "own-number" | Exclude<RefusalReason, "vector-full">;
  /** Rows of the same Sync Interest that this is said of; the numbers are those of the first. */
  readonly rows: number;
  /** Whose Sync Interest it was, where signers can be told apart: the name before `/KEY`. */
  readonly signer: Name | undefined;
}

/** How large our Sync Interests have become. */
export interface VectorSize {
  /**
   * - `link-mtu`: they are cut in fragments on the way, of which none may be lost;
   * - `near-limit`: 80 % of what a packet can hold;
   * - `full`: members that are new are not learnt of any more. It is told once.
   */
  readonly level: "link-mtu" | "near-limit" | "full";
  /** Of the last Sync Interest that was made. */
  readonly octets: number;
  /** Octets of a packet at the most. */
  readonly limit: number;
}

/** A packet that was refused, or a content. It changed nothing. */
export interface Rejection {
  readonly packet: "sync-interest" | "publication";
  /** Of what carries the signature; of a publication, for a content that could not be decrypted. */
  readonly name: Name;
  /** The code of `error`. */
  readonly reason: SvsErrorCode;
  readonly error: SvsError;
}

/** Events of a member. `served` and `lost` come only from one that moves publications. */
export type SvSyncEventMap = {
  /** Numbers newly learnt of. */
  update: CustomEvent<SyncUpdate>;
  /** A Sync Interest left. */
  sent: CustomEvent<{ readonly cause: SendCause }>;
  /** A Sync Interest was heard and left no trace, or lost an entry. */
  dropped: CustomEvent<{ readonly reason: DropReason }>;
  /**
   * The signature or the content of a packet was refused, one event for each. A Sync Interest is also `dropped`; a
   * publication is asked for again, at growing intervals, or `lost`.
   */
  rejected: CustomEvent<Rejection>;
  suspicious: CustomEvent<Suspicion>;
  /** Our Sync Interests have grown to a size that matters. */
  "vector-size": CustomEvent<VectorSize>;
  /** The transport's status, as it changes. */
  transport: CustomEvent<TransportStatus>;
  /** A publication of ours was asked for and sent, for the first time: another member holds it. */
  served: CustomEvent<PublicationId>;
  /** A publication of another member was given up after the last attempt. */
  lost: CustomEvent<PublicationId & { readonly error: SvsError }>;
  /** Something failed that no call can be rejected for. */
  error: CustomEvent<SvsError>;
};
