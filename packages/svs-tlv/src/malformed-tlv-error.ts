/** What is wrong with the octets. Codes never change their meaning. */
export type MalformedTlvCode =
  /** An element ends after its parent, or after the buffer. */
  | "truncated"
  /** A TLV-TYPE is 0, above 2^32-1, or not in its shortest form. */
  | "bad-type"
  /** A TLV-LENGTH is not in its shortest form. */
  | "bad-length"
  /** A non-negative integer does not have 1, 2, 4 or 8 octets. */
  | "bad-number"
  /** A name has a component that is none, or is longer than 65 535 octets. */
  | "bad-name"
  /** A required element is absent, or a known one stands where it may not. */
  | "wrong-type"
  /** An unknown element that may not be ignored: its type is odd, or below 32. */
  | "unknown-critical"
  /** Octets follow the element. */
  | "trailing";

/** Octets that are not what they should be: data from a peer, or a caller's mistake. */
export class MalformedTlvError extends Error {
  override readonly name = "MalformedTlvError";

  /**
   * @param code - stable, for programs.
   * @param offset - where in the given octets the offending element, number or octet begins.
   * @param message - one sentence, for people.
   */
  constructor(
    readonly code: MalformedTlvCode,
    readonly offset: number,
    message: string,
  ) {
    super(`${message} (at octet ${offset})`);
  }
}
