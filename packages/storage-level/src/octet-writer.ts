/** Puts octets together. */
export class OctetWriter {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** @param octets - held until {@link finish}, not copied. */
  octets(octets: Uint8Array): this {
    this.parts.push(octets);
    this.length += octets.length;
    return this;
  }

  octet(value: number): this {
    return this.octets(Uint8Array.of(value));
  }

  /** Four octets, the highest first. */
  uint32(value: number): this {
    return this.octets(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /**
   * A whole number from 0 to 2^53-1, so that the order of the octets is the order of the numbers: how many
   * octets follow, then those, the highest first.
   */
  integer(value: number): this {
    const digits: number[] = [];
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) {
      digits.unshift(rest % 256);
    }
    return this.octets(Uint8Array.of(digits.length, ...digits));
  }

  /** Octets after their number. */
  sized(octets: Uint8Array): this {
    return this.integer(octets.length).octets(octets);
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }
}
