import { crc32c } from "../crc32c.js";
import { unmaskChecksum } from "./checksum.js";

// The log format of LevelDB: blocks of 32 KiB with pieces in them, each of checksum (4 octets, little-endian,
// masked), length (2, little-endian), type (1) and payload. No piece begins in a block's last 6 octets.
const BLOCK = 32_768;
const HEADER = 7;
/** Types of pieces: a whole record, or the first, a middle or the last piece of one. */
const Piece = { none: 0, whole: 1, first: 2, last: 4 } as const;

/** What is in a log. */
export interface LogContent {
  readonly records: readonly Uint8Array[];
  /** Offset of the first piece that is damaged, in octets; `undefined` if there is none. */
  readonly damagedAt?: number;
}

/**
 * Reads a log, and looks for damage that LevelDB passes over when it opens a database: it leaves out the rest of
 * the block, and says nothing. A log that ends within a record is whole, without that record: there a process
 * was killed as it wrote, and nobody was told that the record is stored.
 */
export function readLog(log: Uint8Array): LogContent {
  const records: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  for (let block = 0; block < log.length; block += BLOCK) {
    const end = Math.min(block + BLOCK, log.length);
    for (let at = block; at + HEADER <= end; ) {
      const header = new DataView(log.buffer, log.byteOffset + at, HEADER);
      const checksum = unmaskChecksum(header.getUint32(0, true));
      const length = header.getUint16(4, true);
      const type = header.getUint8(6);
      if (length === 0 && type === Piece.none) {
        // Set aside, and nothing written there yet.
        const empty = log.subarray(at).every((octet) => octet === 0);
        return empty ? { records } : { records, damagedAt: at };
      }
      const next = at + HEADER + length;
      const covered = log.subarray(at + HEADER - 1, Math.min(next, end)); // type and payload
      const whole = next <= end ? crc32c(covered) === checksum : isCutShort(covered, checksum, end - block);
      if (!whole) {
        return { records, damagedAt: at };
      }
      pieces =
        type === Piece.whole || type === Piece.first
          ? [covered.subarray(1)]
          : [...pieces, covered.subarray(1)];
      if (next <= end && (type === Piece.whole || type === Piece.last)) {
        records.push(joined(pieces));
      }
      at = next;
    }
  }
  return { records };
}

/** Whether a piece goes on beyond the end of the log, or only its length says so and is damaged. */
function isCutShort(covered: Uint8Array, checksum: number, blockLength: number): boolean {
  if (blockLength === BLOCK) {
    return false; // pieces do not cross from block to block
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

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
