import type { Millis } from "../ports/clock.js";

/**
 * What of others is taken into account at the most. A bare machine keeps to the specification: of these it has
 * `verifyMax`, `digestMax`, `vectorSizeMax` and no other one, until they are given. The defaults are a member's.
 */
export interface SyncLimits {
  /**
   * Verifications under way; a Sync Interest over that is dropped. Half of them are for signers heard before, and of
   * one signer there are a quarter at the most. Default 16.
   */
  readonly verifyMax: number;
  /** Digests of verified vectors that are remembered, and of outdated ones; 0 for none. Default 64. */
  readonly digestMax: number;
  /**
   * Milliseconds after which the very same outdated packet is answered again; and half of those in which 8 empty
   * vectors of one signer are, whether the same or not. Default: the shortest periodic timeout, for there are
   * members who announce the same octets every time.
   */
  readonly answerAgainAfter: Millis;
  /** Octets of a StateVector TLV of others; larger ones are dropped. `Infinity` for no limit. Default 8 800. */
  readonly vectorSizeMax: number;
  /**
   * Octets of our own StateVector TLV, in the dialect's form: rows that would make it larger are not learnt.
   * Default: what is left of the transport's packet after 700 octets for the signature, and two names of the group;
   * `Infinity` in dialects that send a large vector in parts.
   */
  readonly ownVectorSizeMax: number;
  /** Octets of a node prefix, as Name TLV-VALUE; rows of longer ones are not learnt. Default 512. */
  readonly nameSizeMax: number;
  /**
   * Octets of new rows that one signer may bring in `newRowsPeriod`; rows over that are not learnt from it.
   * In a twentieth of that time after the link came up all may be new, and from one: then none are counted.
   * Signers are told apart by the KeyLocator of an asymmetric signature: without one there is no such limit.
   * Default: half of `ownVectorSizeMax`.
   */
  readonly newRowsSizeMax: number;
  /** In milliseconds: see `newRowsSizeMax`, which comes back evenly in this time. Default 600 000. */
  readonly newRowsPeriod: Millis;
  /**
   * Numbers by which a row may rise at once, and `jumpRate` more for each second since it last rose here, or, of a
   * new row, since its bootstrap time. What is above goes into quarantine. Default 1 000 000.
   */
  readonly jumpMax: number;
  /** Numbers a second. Default 1 000. */
  readonly jumpRate: number;
  /** Different signers who have to claim a jump for it to be believed; `Infinity`: never for that. Default 2. */
  readonly jumpWitnesses: number;
  /** Rows in quarantine; the one that was claimed longest ago makes room. Default 64. */
  readonly quarantineMax: number;
  /**
   * Seconds by which a bootstrap time may be ahead of our clock for its row to be learnt. From 86 400 on a whole
   * vector is ignored (section 3), and ours would be, by members whose clocks are behind. Default 82 800.
   */
  readonly bootstrapAheadMax: number;
  /** Seconds since the bootstrap time of a row that is learnt. Default 315 576 000: ten years. */
  readonly bootstrapAgeMax: number;
}

/** A bare machine's. */
export const SPECIFIED_LIMITS: SyncLimits = {
  verifyMax: 16,
  digestMax: 64,
  answerAgainAfter: 0,
  vectorSizeMax: 8800,
  ownVectorSizeMax: Number.POSITIVE_INFINITY,
  nameSizeMax: Number.POSITIVE_INFINITY,
  newRowsSizeMax: Number.POSITIVE_INFINITY,
  newRowsPeriod: 600_000,
  jumpMax: Number.POSITIVE_INFINITY,
  jumpRate: 1000,
  jumpWitnesses: 2,
  quarantineMax: 64,
  bootstrapAheadMax: 86_400,
  bootstrapAgeMax: Number.POSITIVE_INFINITY,
};
