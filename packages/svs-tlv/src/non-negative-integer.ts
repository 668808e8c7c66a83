/** Octets of the shortest NonNegativeInteger for `value`, 0..2^53-1. */
export function integerSize(value: number): number {
  return value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 8;
}

/** Writes the TLV-VALUE of a NonNegativeInteger in `size` octets. @returns where it ends. */
export function writeInteger(octets: Uint8Array, at: number, value: number, size: number): number {
  let rest = value;
  if (size === 8) {
    writeInteger(octets, at, Math.floor(value / 0x1_0000_0000), 4);
    rest = value >>> 0;
  }
  for (let i = at + size - 1, stop = size === 8 ? at + 4 : at; i >= stop; i--) {
    octets[i] = rest;
    rest >>>= 8;
  }
  return at + size;
}

/**
 * Reads the TLV-VALUE of a NonNegativeInteger. Above 2^53-1 the result is rounded, and stays
 * above 2^53-1.
 * @returns -1 if the size is not 1, 2, 4 or 8 octets.
 */
export function readInteger(octets: Uint8Array, at: number, end: number): number {
  switch (end - at) {
    case 1:
      return octets[at]!;
    case 2:
      return (octets[at]! << 8) | octets[at + 1]!;
    case 4:
      return readUint32(octets, at);
    case 8:
      return readUint32(octets, at) * 0x1_0000_0000 + readUint32(octets, at + 4);
    default:
      return -1;
  }
}

function readUint32(octets: Uint8Array, at: number): number {
  return ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>> 0;
}
