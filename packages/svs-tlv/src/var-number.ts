/** Octets of a TLV-TYPE or TLV-LENGTH in its shortest form, up to 2^32-1. */
export function varNumberSize(value: number): number {
  return value < 0xfd ? 1 : value <= 0xffff ? 3 : 5;
}

/** Writes a TLV-TYPE or TLV-LENGTH in its shortest form. @returns where it ends. */
function writeVarNumber(octets: Uint8Array, at: number, value: number): number {
  if (value < 0xfd) {
    octets[at] = value;
    return at + 1;
  }
  if (value <= 0xffff) {
    octets[at] = 0xfd;
    octets[at + 1] = value >>> 8;
    octets[at + 2] = value;
    return at + 3;
  }
  octets[at] = 0xfe;
  octets[at + 1] = value >>> 24;
  octets[at + 2] = value >>> 16;
  octets[at + 3] = value >>> 8;
  octets[at + 4] = value;
  return at + 5;
}

/** Octets of an element whose type and value have these sizes. */
export function tlvSize(type: number, length: number): number {
  return varNumberSize(type) + varNumberSize(length) + length;
}

/** Writes TLV-TYPE and TLV-LENGTH. @returns where the value begins. */
export function writeTypeLength(octets: Uint8Array, at: number, type: number, length: number): number {
  return writeVarNumber(octets, writeVarNumber(octets, at, type), length);
}
