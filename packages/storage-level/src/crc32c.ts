/** CRC-32C (Castagnoli), bit-reversed. */
const POLYNOMIAL = 0x82f63b78;

const table = makeTable();

/**
 * CRC-32C, the checksum of LevelDB.
 * @param before - the checksum of the octets before these; 0 if there are none.
 */
export function crc32c(octets: Uint8Array, before = 0): number {
  const { length } = octets;
  let value = ~before;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    value ^= octets[i]! | (octets[i + 1]! << 8) | (octets[i + 2]! << 16) | (octets[i + 3]! << 24);
    value =
      table[768 + (value & 0xff)]! ^
      table[512 + ((value >>> 8) & 0xff)]! ^
      table[256 + ((value >>> 16) & 0xff)]! ^
      table[value >>> 24]!;
  }
  for (; i < length; i++) {
    value = (value >>> 8) ^ table[(value ^ octets[i]!) & 0xff]!;
  }
  return ~value >>> 0;
}

/** What an octet comes to: 256 values for the last octet of four, then for the one before it, and so on. */
function makeTable(): Int32Array {
  const values = new Int32Array(4 * 256);
  for (let octet = 0; octet < 256; octet++) {
    let value = octet;
    for (let bit = 0; bit < 8; bit++) {
      value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    }
    values[octet] = value;
  }
  for (let i = 256; i < values.length; i++) {
    const before = values[i - 256]!;
    values[i] = values[before & 0xff]! ^ (before >>> 8);
  }
  return values;
}
