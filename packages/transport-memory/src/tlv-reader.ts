/**
 * Walks TLVs of a packet without making an object of each. A damaged length ends the walk:
 * `next` answers `false`, and `intact` tells whether that was the proper end.
 */
export class TlvReader {
  type = 0;
  /** Where the TLV just read begins, its value begins, and it ends. */
  start = 0;
  valueStart = 0;
  end = 0;
  intact = true;

  /** Reads TLVs in `octets[offset..limit)`. */
  constructor(
    private readonly octets: Uint8Array,
    private offset: number,
    private readonly limit: number,
  ) {}

  /** Moves to the next TLV. */
  next(): boolean {
    if (!this.intact || this.offset >= this.limit) {
      return false;
    }
    this.start = this.offset;
    this.type = this.number();
    const length = this.number();
    this.valueStart = this.offset;
    this.end = this.offset + length;
    this.intact &&= this.end <= this.limit;
    this.offset = this.end;
    return this.intact;
  }

  /** The value of the TLV just read as a big-endian number of up to 8 octets. */
  value(): number {
    let number = 0;
    for (let i = this.valueStart; i < this.end; ++i) {
      number = number * 256 + this.octets[i]!;
    }
    return number;
  }

  private number(): number {
    const first = this.octets[this.offset++]!;
    if (first < 0xfd && this.offset <= this.limit) {
      return first;
    }
    const size = first === 0xfd ? 2 : first === 0xfe ? 4 : 0;
    if (size === 0 || this.offset + size > this.limit) {
      this.intact = false; // the packet ends here, or claims a length beyond 2^32
      return 0;
    }
    let number = 0;
    for (let i = 0; i < size; ++i) {
      number = number * 256 + this.octets[this.offset++]!;
    }
    return number;
  }
}
