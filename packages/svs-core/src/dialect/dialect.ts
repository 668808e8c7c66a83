import type { Data, Interest, Name, Signer, Verifier } from "@ndn/packet";
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
  /** Set if the vector is only a part of the sender's: where the rest is. */
  readonly rest?: VectorRest | undefined;
}

/** What a Sync Interest says of a vector that it has only a part of. */
export interface VectorRest {
  /** Sum of all sequence numbers of the whole vector. */
  readonly total: number;
  /** Interests for the other parts, not sent, in order. Bounded, whatever the sender claims. */
  readonly requests: readonly Interest[];
}

/** What is needed to make a Sync Interest. */
export interface SyncInterestParts {
  readonly group: Name;
  /** The state vector's octets, in the dialect's form. */
  readonly vector: Uint8Array;
  readonly signer: Signer;
  readonly random: Random;
  /** Who sends it; `undefined` for a member that has no node prefix yet. */
  readonly sender?: SyncSender | undefined;
}

/** The member that sends a Sync Interest. */
export interface SyncSender {
  /** Its first node prefix. */
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  /** Whether it answers under the prefix of {@link VectorParts}. */
  readonly servesParts: boolean;
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
 * Whether a publication is cut into segments `<publication>/v=0/seg=<i>`:
 *
 * - `when-needed`: when it is larger than a packet; otherwise its Data is named like itself;
 * - `always`: also when one packet has room for it, which then is segment 0;
 * - `never`: the others read one packet; a larger publication is refused.
 */
export type Segmentation = "when-needed" | "always" | "never";

/** The names of Sync Interests whose vector is in signed State Vector Data, as in version 3. */
export interface StateVectorDataNames {
  /** Of a Sync Interest, without parameters digest. */
  syncInterest(group: Name): Name;
  /** Of the State Vector Data. */
  data(group: Name, sender: SyncSender | undefined): Name;
}

/** How a vector too large for a Sync Interest reaches the others: part 0 in it, the rest on demand. */
export interface VectorParts {
  /** What is registered to serve the parts of a member's vector. */
  prefix(group: Name, node: Name): Name;

  /**
   * Answers an Interest for a part.
   * @param vector - the whole vector's octets, in the dialect's form.
   * @returns the signed Data; `undefined` if there is no such part.
   */
  answer(interest: Interest, vector: Uint8Array, signer: Signer): Promise<Data | undefined>;

  /**
   * Reads the answer to one of {@link VectorRest.requests}. Checks no signature.
   * @throws Error of any kind if it is no part of a vector.
   */
  read(data: Data): SyncInterest;
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
  readonly segmentation: Segmentation;
  /** What signs and checks Sync Interests by default. Default {@link digestSigning}. */
  readonly syncSigning?: (Signer & Verifier) | undefined;
  /**
   * Set if Sync Interests carry State Vector Data as in version 3. Signed by digests, they are then
   * made and read at once, without `makeSyncInterest` and `readSyncInterest`; the octets are the same.
   */
  readonly inData?: StateVectorDataNames | undefined;
  /** Absent if a vector always has to fit in one Sync Interest. */
  readonly vectorParts?: VectorParts | undefined;

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

  /**
   * What is registered to serve everybody's publications; absent where they are named so that only their
   * publisher can.
   */
  readonly sharedDataPrefix?: ((group: Name) => Name) | undefined;

  /** Name of a publication's Data, without version and segment. */
  dataName(group: Name, publication: PublicationId): Name;
}
