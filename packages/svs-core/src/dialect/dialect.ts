import type { Interest, Name, Signer, Verifier } from "@ndn/packet";
import type { VectorForm } from "@svs/tlv";
import type { Timers } from "../machine/types.js";
import type { Random } from "../ports/random.js";

/** A Sync Interest as it was read, not verified. */
export interface SyncInterest {
  /** The state vector's octets, in the dialect's form. */
  readonly vector: Uint8Array;
  /** 32 octets that stand for the whole of what is signed, and for its signature. */
  readonly digest: Uint8Array;
  /** What carries the signature. */
  readonly signed: Verifier.Verifiable;
}

/** What is needed to make a Sync Interest. */
export interface SyncInterestParts {
  readonly group: Name;
  /** The state vector's octets, in the dialect's form. */
  readonly vector: Uint8Array;
  readonly signer: Signer;
  readonly random: Random;
}

/** A publication's coordinates. */
export interface PublicationId {
  /** Node prefix of the member. */
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  /** From 1. */
  readonly seqNo: number;
}

/**
 * How the members of a group write to each other: everything on the wire that differs between
 * the versions of the protocol. The receiver is lenient, the sender strict.
 */
export interface Dialect {
  /** What it is called in options and messages. */
  readonly name: string;
  readonly form: VectorForm;
  /** Whether members have bootstrap times; without, they are 0 everywhere. */
  readonly hasBootstrapTime: boolean;
  readonly timers: Timers;

  /** What is registered to hear Sync Interests of the group. */
  syncPrefix(group: Name): Name;

  /** Makes and signs a Sync Interest, its parameters digest included. */
  makeSyncInterest(parts: SyncInterestParts): Promise<Interest>;

  /**
   * Reads a Sync Interest that arrived under the sync prefix. Checks no signature.
   * @throws Error of any kind if it is none.
   */
  readSyncInterest(interest: Interest, group: Name): SyncInterest;

  /** What is registered to serve a member's publications. */
  dataPrefix(group: Name, node: Name): Name;

  /** Name of a publication's Data, without version and segment. */
  dataName(group: Name, publication: PublicationId): Name;
}
