import type { CanonicalRows } from "./canonical-rows.js";
import type { ParsedRows } from "./row-gatherer.js";
import type { Difference } from "./types.js";

/**
 * A wire form of state vectors. Who names one brings its code along, and nobody else does. All but
 * the name is for `StateVector`.
 */
export interface VectorForm {
  /** What it is called in messages. */
  readonly name: string;

  /**
   * Reads one StateVector TLV. Order and repetitions do not matter: the rows come out sorted, each
   * with the highest of its numbers.
   * @throws MalformedTlvError
   */
  parse(octets: Uint8Array): ParsedRows;

  /** Section 3, Comparing: with what {@link parse} gives. @throws MalformedTlvError */
  compare(ours: CanonicalRows, octets: Uint8Array): Difference;

  /** @throws RangeError if a row has a bootstrap time, and the form cannot say it. */
  encode(rows: CanonicalRows): Uint8Array;

  /** Octets of what {@link encode} gives. @throws RangeError as there. */
  encodedSize(rows: CanonicalRows): number;
}
