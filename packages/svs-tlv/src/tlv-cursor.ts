import { MalformedTlvError } from "./malformed-tlv-error.js";
import { readInteger } from "./non-negative-integer.js";

/**
 * Reads TLV elements from octets that may be hostile. It stands on one element at a time, and
 * allocates nothing but errors.
 */
export class TlvCursor {
  /** The element it stands on: its type, where it begins, and its value. */
  type = 0;
  start = 0;
  valueAt = 0;
  valueEnd = 0;

  private at = 0;

  constructor(readonly octets: Uint8Array) {}

  /**
   * Goes to the element at `at`, which must end at or before `end`.
   * @throws MalformedTlvError `truncated`, `bad-type`, `bad-length`.
   */
  read(at: number, end: number): void {
    const { octets } = this;
    this.start = at;
    if (at + 2 <= end && octets[at]! < 0xfd && octets[at + 1]! < 0xfd) {
      this.type = octets[at]!;
      this.valueAt = at + 2;
      this.valueEnd = at + 2 + octets[at + 1]!;
    } else {
      this.at = at;
      this.type = this.readVarNumber(end, "bad-type");
      const length = this.readVarNumber(end, "bad-length");
      this.valueAt = this.at;
      this.valueEnd = this.at + length;
    }
    if (this.type === 0 || this.type > 0xffffffff) {
      throw new MalformedTlvError("bad-type", at, "A TLV-TYPE is outside 1..2^32-1");
    }
    if (this.valueEnd > end) {
      throw new MalformedTlvError("truncated", at, `An element of type ${this.type} is cut off`);
    }
  }

  /** The value of the element it stands on. A view, no copy. */
  get value(): Uint8Array {
    return this.octets.subarray(this.valueAt, this.valueEnd);
  }

  /** Goes to the element that the octets are to be, all of them. @throws MalformedTlvError */
  open(type: number, what: string): void {
    const { length } = this.octets;
    this.expect(0, length, type, what);
    if (this.valueEnd < length) {
      throw new MalformedTlvError("trailing", this.valueEnd, `Octets follow the ${what}`);
    }
  }

  /** {@link read}, of an element that must have this type. @throws MalformedTlvError also `wrong-type`. */
  expect(at: number, end: number, type: number, what: string): void {
    if (at < end) {
      this.read(at, end);
    }
    if (at >= end || this.type !== type) {
      throw new MalformedTlvError("wrong-type", at, `There is no ${what} where one should be`);
    }
  }

  /**
   * Goes to the next element of this type, over others that may be ignored.
   * @param misplaced - a type that is known here but may not come before.
   * @throws MalformedTlvError also `wrong-type`, `unknown-critical`.
   */
  find(start: number, end: number, type: number, misplaced: number, what: string): void {
    let at = start;
    for (; at < end; at = this.valueEnd) {
      this.read(at, end);
      if (this.type === type) {
        return;
      }
      if (this.type === misplaced) {
        break;
      }
      this.ignore();
    }
    throw new MalformedTlvError("wrong-type", at, `There is no ${what} where one should be`);
  }

  /**
   * Passes over the rest, which may be ignored; a known type may not come again.
   * @throws MalformedTlvError also `wrong-type`, `unknown-critical`.
   */
  finish(start: number, end: number, known: number, known2: number): void {
    for (let at = start; at < end; at = this.valueEnd) {
      this.read(at, end);
      if (this.type === known || this.type === known2) {
        throw new MalformedTlvError("wrong-type", at, `An element of type ${this.type} comes twice`);
      }
      this.ignore();
    }
  }

  /**
   * The value as a number; above 2^53-1 it is rounded, and stays above.
   * @throws MalformedTlvError `bad-number`.
   */
  integer(): number {
    const value = readInteger(this.octets, this.valueAt, this.valueEnd);
    if (value < 0) {
      const size = this.valueEnd - this.valueAt;
      throw new MalformedTlvError("bad-number", this.start, `A number has ${size} octets, not 1, 2, 4 or 8`);
    }
    return value;
  }

  /** Refuses the element unless it may be ignored. @throws MalformedTlvError `unknown-critical`. */
  ignore(): void {
    if (this.type < 32 || this.type % 2 === 1) {
      throw new MalformedTlvError(
        "unknown-critical",
        this.start,
        `Type ${this.type} is not known here and may not be ignored`,
      );
    }
  }

  private readVarNumber(end: number, code: "bad-type" | "bad-length"): number {
    const { octets, at } = this;
    const first = at < end ? octets[at]! : 0;
    const size = first < 0xfd ? 1 : 1 + (1 << (first - 0xfc));
    if (at + size > end) {
      throw new MalformedTlvError("truncated", this.start, "An element's type or length is cut off");
    }
    this.at = at + size;
    if (size === 1) {
      return first;
    }
    const value = readInteger(octets, at + 1, at + size);
    if (value < (size === 3 ? 0xfd : size === 5 ? 0x1_0000 : 0x1_0000_0000)) {
      throw new MalformedTlvError(code, at, "A TLV-TYPE or TLV-LENGTH is not in its shortest form");
    }
    return value;
  }
}
