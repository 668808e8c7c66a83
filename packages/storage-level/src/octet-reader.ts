/** Takes apart what an OctetWriter has put together, once a checksum has said that it is that. */
export class OctetReader {
  private offset = 0;

  constructor(private readonly all: Uint8Array) {}

  /** A view of the next `length` octets. */
  octets(length: number): Uint8Array {
    const from = this.offset;
    this.offset += length;
    return this.all.subarray(from, this.offset);
  }

  octet(): number {
    return this.octets(1)[0] ?? 0;
  }

  uint32(): number {
    return this.octets(4).reduce((value, octet) => value * 256 + octet, 0);
  }

  integer(): number {
    return this.octets(this.octet()).reduce((value, octet) => value * 256 + octet, 0);
  }

  sized(): Uint8Array {
    return this.octets(this.integer());
  }

  /** A view of all that is left. */
  rest(): Uint8Array {
    return this.octets(this.all.length - this.offset);
  }
}
