/** Reads numbers of seven bits an octet, the lowest first, where the highest bit says that there is more. */
export class VarintReader {
  constructor(
    private readonly octets: Uint8Array,
    /** Where the next number begins. */
    public at = 0,
  ) {}

  next(): number {
    let value = 0;
    let scale = 1;
    let octet: number;
    do {
      octet = this.octets[this.at++] ?? 0;
      value += (octet & 0x7f) * scale;
      scale *= 128;
    } while (octet >= 0x80);
    return value;
  }

  /** Passes over octets that follow their number. */
  skip(): void {
    const length = this.next();
    this.at += length;
  }
}
