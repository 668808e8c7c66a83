/** Walks over the TLVs in a stretch of octets without copying or allocating per element. */
export class TlvWalker {
  /** TLV-TYPE of the current element. */
  type = 0;
  /** Where the TLV-VALUE of the current element begins. */
  valueStart = 0;
  /** Where the current element ends. */
  valueEnd: number;

  constructor(
    readonly octets: Uint8Array,
    start = 0,
    private readonly end = octets.length,
  ) {
    this.valueEnd = start;
  }

  /** Goes to the next element. @returns false at the end. @throws Error if the octets are not TLVs. */
  next(): boolean {
    if (this.valueEnd >= this.end) {
      return false;
    }
    this.valueStart = this.valueEnd;
    this.type = this.number();
    const length = this.number();
    if (length > this.end - this.valueStart) {
      throw new Error("a TLV reaches beyond its container");
    }
    this.valueEnd = this.valueStart + length;
    return true;
  }

  /** TLV-VALUE of the current element, as a view. */
  get value(): Uint8Array {
    return this.octets.subarray(this.valueStart, this.valueEnd);
  }

  /** TLV-VALUE of the current element as a NonNegativeInteger of at most 53 bits. */
  get nni(): number {
    const length = this.valueEnd - this.valueStart;
    if (length !== 1 && length !== 2 && length !== 4 && length !== 8) {
      throw new Error("a NonNegativeInteger has 1, 2, 4 or 8 octets");
    }
    let n = 0;
    for (let i = this.valueStart; i < this.valueEnd; ++i) {
      n = n * 256 + this.octets[i]!;
    }
    if (n > Number.MAX_SAFE_INTEGER) {
      throw new Error("the number is too large");
    }
    return n;
  }

  private number(): number {
    const first = this.valueStart < this.end ? this.octets[this.valueStart++]! : 0xff;
    if (first < 0xfd) {
      return first;
    }
    const width = first === 0xfd ? 2 : 4;
    if (first === 0xff || width > this.end - this.valueStart) {
      throw new Error("a TLV header is incomplete or too large");
    }
    let n = 0;
    for (let i = 0; i < width; ++i) {
      n = n * 256 + this.octets[this.valueStart++]!;
    }
    return n;
  }
}
