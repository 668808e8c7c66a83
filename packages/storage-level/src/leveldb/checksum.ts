import { crc32c } from "../crc32c.js";

/** The checksum that is written as `masked`: LevelDB turns checksums, which are checksummed themselves. */
export function unmaskChecksum(masked: number): number {
  const turned = (masked - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}

/** Whether octets have the checksum that is written as `masked`. */
export function hasChecksum(octets: Uint8Array, masked: number): boolean {
  return crc32c(octets) === unmaskChecksum(masked);
}
