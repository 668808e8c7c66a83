/** One row of a state vector. */
export interface StateVectorEntry {
  /** Name TLV-VALUE of the node prefix; the entry's own copy. */
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
  /** Seconds since 1970; 0 in forms that have no bootstrap time. */
  readonly bootstrapTime: number;
  readonly low: number;
  readonly high: number;
}

/** How a state vector ("ours") and another one ("theirs") differ: section 3, Comparing. */
export interface Difference {
  /** What they have and we lack, in canonical order. Not empty: ours is outdated. */
  readonly newer: readonly SeqNoRange[];
  /** Rows in which they are behind us or have nothing. Above 0: theirs is outdated. */
  readonly behind: number;
  /** The smallest stamp among those rows; `Infinity` if there are none. */
  readonly behindSince: number;
  /**
   * Entries of theirs that cannot be used: a number above 2^53-1, or in the Python form an id
   * that is not a name's URI. They count as neither newer nor behind.
   */
  readonly refused: number;
  /** The largest bootstrap time in theirs, refused entries included; 0 if there is none. */
  readonly maxBootstrapTime: number;
}
