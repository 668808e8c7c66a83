import { uncompress } from "snappyjs";
import { hasChecksum } from "./checksum.js";
import { VarintReader } from "./varint-reader.js";

// The format of a table of LevelDB: blocks of data, one of filters, an index of such blocks, an index of the
// blocks of data, and a footer that says where the two indexes are. Behind a block there are how it is
// compressed (1 octet) and the checksum of both (4, little-endian, masked).
const FOOTER = 48;
const TRAILER = 5;
const MAGIC = 0xdb4775248b80fb57n;

/** Where a block is, without what is behind it. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Looks at the checksum of every block of a table. LevelDB does not when it reads: damage in a filter hides
 * keys, and damage in data may end the process.
 */
export function isTableDamaged(table: Uint8Array): boolean {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (table.length < FOOTER || view.getBigUint64(table.length - 8, true) !== MAGIC) {
    return true;
  }
  const isWhole = ({ offset, size }: Handle): boolean => {
    const end = offset + size + 1;
    return (
      end + TRAILER <= table.length && hasChecksum(table.subarray(offset, end), view.getUint32(end, true))
    );
  };
  const footer = new VarintReader(table, table.length - FOOTER);
  const indexes = [readHandle(footer), readHandle(footer)];
  return !(
    indexes.every(isWhole) &&
    indexes.flatMap(({ offset, size }) => handlesIn(blockOf(table, offset, size))).every(isWhole)
  );
}

function readHandle(reader: VarintReader): Handle {
  return { offset: reader.next(), size: reader.next() };
}

function blockOf(table: Uint8Array, offset: number, size: number): Uint8Array {
  const block = table.subarray(offset, offset + size);
  return table[offset + size] === 0 ? block : uncompress(block);
}

/** The handles that an index has for its keys. */
function handlesIn(index: Uint8Array): Handle[] {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  // At the end there are the places at which keys are written whole, and their number: 4 octets each.
  const end = index.length - 4 - 4 * view.getUint32(index.length - 4, true);
  const handles: Handle[] = [];
  const reader = new VarintReader(index);
  while (reader.at < end) {
    reader.next(); // octets that the key shares with the one before
    const keySize = reader.next();
    const valueSize = reader.next();
    const value = reader.at + keySize;
    handles.push(readHandle(new VarintReader(index, value)));
    reader.at = value + valueSize;
  }
  return handles;
}
