/**
 * Steps through consecutive TLV elements without copying or allocating. TLV-TYPE and TLV-LENGTH must
 * be in their shortest form, as the packet format demands, so that equal names have equal octets.
 */
export class TlvCursor {
  #octets: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;

  /** TLV-TYPE of the current element. */
  type = 0;
  /** Offset of the current element's first octet. */
  start = 0;
  /** Offset of the current element's TLV-VALUE. */
  valueStart = 0;
  /** Offset behind the current element. */
  valueEnd = 0;
  /** Whether reading stopped because of octets that are no TLV. */
  malformed = false;

  /** Starts over at `octets[start]`, to end before `octets[end]`. */
  reset(octets: Uint8Array, start = 0, end = octets.length): this {
    this.#octets = octets;
    this.#position = start;
    this.#end = end;
    this.malformed = false;
    return this;
  }

  /** Steps to the next element. @returns whether there is one; see {@link malformed}. */
  next(): boolean {
    if (this.#position >= this.#end || this.malformed) {
      return false;
    }
    this.start = this.#position;
    this.type = this.#number();
    const length = this.#number();
    if (this.malformed || this.type === 0 || length > this.#end - this.#position) {
      this.malformed = true;
      return false;
    }
    this.valueStart = this.#position;
    this.#position += length;
    this.valueEnd = this.#position;
    return true;
  }

  /** The current element's TLV-VALUE, sharing the octets. */
  value(): Uint8Array {
    return this.#octets.subarray(this.valueStart, this.valueEnd);
  }

  /** The current element as a NonNegativeInteger; undefined if it is none. May round above 2^53. */
  nonNegativeInteger(): number | undefined {
    const length = this.valueEnd - this.valueStart;
    if (length !== 1 && length !== 2 && length !== 4 && length !== 8) {
      return undefined;
    }
    let n = 0;
    for (let i = this.valueStart; i < this.valueEnd; ++i) {
      n = n * 256 + this.#octets[i]!;
    }
    return n;
  }

  #number(): number {
    const octets = this.#octets;
    const at = this.#position;
    const first = at < this.#end ? octets[at]! : 0xff;
    if (first < 0xfd) {
      this.#position = at + 1;
      return first;
    }
    if (first === 0xfd && at + 3 <= this.#end) {
      const n = octets[at + 1]! * 0x100 + octets[at + 2]!;
      this.#position = at + 3;
      this.malformed ||= n < 0xfd;
      return n;
    }
    if (first === 0xfe && at + 5 <= this.#end) {
      const n =
        octets[at + 1]! * 0x1000000 + octets[at + 2]! * 0x10000 + octets[at + 3]! * 0x100 + octets[at + 4]!;
      this.#position = at + 5;
      this.malformed ||= n < 0x10000;
      return n;
    }
    // Nothing of 2^32 octets or more fits in a packet, so the nine-octet form is never right.
    this.malformed = true;
    return 0;
  }
}
