import { crc32c } from "./crc32c.js";

// The log format of LevelDB: blocks of 32 KiB with records in them, each of checksum (4 octets, little-endian,
// masked), length (2, little-endian), type (1) and payload. No record begins in a block's last 6 octets.
const BLOCK = 32_768;
const HEADER = 7;

/**
 * Looks for damage that LevelDB passes over when it opens a database: it leaves out the rest of the block, and
 * says nothing. A log that ends within a record counts as whole: there a process was killed as it wrote, and
 * nobody was told that the record is stored.
 * @returns the offset of the first damaged record, in octets; `undefined` if there is none.
 */
export function findLogDamage(log: Uint8Array): number | undefined {
  for (let block = 0; block < log.length; block += BLOCK) {
    const end = Math.min(block + BLOCK, log.length);
    for (let at = block; at + HEADER <= end; ) {
      const header = new DataView(log.buffer, log.byteOffset + at, HEADER);
      const checksum = unmask(header.getUint32(0, true));
      const length = header.getUint16(4, true);
      if (length === 0 && header.getUint8(6) === 0) {
        // Set aside, and nothing written there yet.
        return log.subarray(at).every((octet) => octet === 0) ? undefined : at;
      }
      const next = at + HEADER + length;
      const covered = log.subarray(at + HEADER - 1, Math.min(next, end)); // type and payload
      const whole = next <= end ? crc32c(covered) === checksum : isCutShort(covered, checksum, end - block);
      if (!whole) {
        return at;
      }
      at = next;
    }
  }
  return undefined;
}

/** Whether a record goes on beyond the end of the log, or only its length says so and is damaged. */
function isCutShort(covered: Uint8Array, checksum: number, blockLength: number): boolean {
  if (blockLength === BLOCK) {
    return false; // records do not cross from block to block
  }
  let value = 0;
  for (let i = 0; i < covered.length; i++) {
    value = crc32c(covered.subarray(i, i + 1), value);
    if (value === checksum) {
      return false;
    }
  }
  return true;
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
