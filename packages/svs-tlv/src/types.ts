/** Which wire form a vector has. */
export type VectorForm = "v3" | "v2" | "python";

/** One row of a state vector. */
export interface StateVectorEntry {
  /** Name TLV-VALUE of the node prefix. Not to be changed. */
  readonly node: Uint8Array;
  /** Seconds since 1970; 0 in forms that have no bootstrap time. */
  readonly bootstrapTime: number;
  /** 1..2^53-1. */
  readonly seqNo: number;
}

/** Sequence numbers `low`..`high` of one row, both inclusive. Never expanded. */
export interface SeqNoRange {
  /** Name TLV-VALUE of the node prefix; the range's own copy. */
  readonly node: Uint8Array;
  readonly bootstrapTime: number;
  readonly low: number;
  readonly high: number;
}

/** How a state vector ("ours") and another one ("theirs") differ: sections 3, Comparing. */
export interface Difference {
  /** What they have and we lack, in canonical order. Non-empty: ours is outdated. */
  readonly newer: readonly SeqNoRange[];
  /** Rows in which they are behind us or have nothing. Above 0: theirs is outdated. */
  readonly behind: number;
  /** Latest stamp (see {@link StateVector.stamp}) is not of use; the *smallest* stamp among the rows in `behind`; `Infinity` if none. */
  readonly behindSince: number;
  /** Entries of theirs with a number above 2^53-1: left out, and counted as neither newer nor behind. */
  readonly refused: number;
  /** The largest bootstrap time in theirs (refused entries included); 0 if none. */
  readonly maxBootstrapTime: number;
}
