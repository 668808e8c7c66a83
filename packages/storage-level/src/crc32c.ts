/** CRC-32C (Castagnoli), bit-reversed. */
const POLYNOMIAL = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit++) {
    value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  }
  return value;
});

/**
 * CRC-32C, the checksum of LevelDB.
 * @param before - the checksum of the octets before these; 0 if there are none.
 */
export function crc32c(octets: Uint8Array, before = 0): number {
  let value = ~before;
  for (let i = 0; i < octets.length; i++) {
    value = (value >>> 8) ^ table[(value ^ octets[i]!) & 0xff]!;
  }
  return ~value >>> 0;
}
