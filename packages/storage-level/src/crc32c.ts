import CRC32C from "crc-32/crc32c.js";

/**
 * CRC-32C, the checksum of LevelDB.
 * @param before - the checksum of the octets before these; 0 if there are none.
 */
export function crc32c(octets: Uint8Array, before = 0): number {
  return CRC32C.buf(octets, before) >>> 0;
}
