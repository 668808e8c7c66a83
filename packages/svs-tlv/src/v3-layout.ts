import { integerSize, writeInteger } from "./non-negative-integer.js";
import type { NamedRows } from "./row-order.js";
import type { RowTable } from "./row-table.js";
import { TlvType } from "./tlv-types.js";
import { tlvSize, writeTypeLength } from "./var-number.js";

/** Room for the longest type and length of a StateVector, before its first entry. */
export const HEADER_ROOM = 6;

/** Octets of the entry of rows `first` up to `end`, which have one name; 0 if there are none. */
export function entrySize(table: RowTable, first: number, end: number): number {
  return first === end ? 0 : tlvSize(TlvType.StateVectorEntry, entryLength(table, first, end));
}

/** Octets of all entries together. */
export function entriesSize(rows: NamedRows): number {
  let size = 0;
  for (let first = 0, end = 0; first < rows.table.size; first = end) {
    end = groupEnd(rows, first);
    size += entrySize(rows.table, first, end);
  }
  return size;
}

/** One past the last row that has the name of row `first`. */
export function groupEnd({ table, octets }: NamedRows, first: number): number {
  const { nameAt, nameLength, size } = table;
  const at = nameAt[first]!;
  const length = nameLength[first]!;
  let row = first + 1;
  while (row < size && nameLength[row] === length && isAlike(octets, at, nameAt[row]!, length)) {
    row++;
  }
  return row;
}

/** From the back, where names of a group differ. */
function isAlike(octets: Uint8Array, a: number, b: number, length: number): boolean {
  let rest = a === b ? 0 : length;
  while (rest > 0 && octets[a + rest - 1] === octets[b + rest - 1]) {
    rest--;
  }
  return rest === 0;
}

/**
 * Writes the entry of rows `first` up to `end`, which have one name, and makes these rows' places
 * those where it was written.
 * @param source - where the name is read, from `nameFrom` on; it does not overlap the entry.
 * @returns where the entry ends.
 */
export function writeEntry(
  table: RowTable,
  first: number,
  end: number,
  source: Uint8Array,
  nameFrom: number,
  octets: Uint8Array,
  at: number,
): number {
  const nameLength = table.nameLength[first]!;
  let next = writeTypeLength(octets, at, TlvType.StateVectorEntry, entryLength(table, first, end));
  const nameAt = writeTypeLength(octets, next, TlvType.Name, nameLength);
  for (let i = 0; i < nameLength; i++) {
    octets[nameAt + i] = source[nameFrom + i]!;
  }
  next = nameAt + nameLength;
  for (let row = first; row < end; row++) {
    const bootstrapTime = table.bootstrapTime[row]!;
    const bootstrapSize = integerSize(bootstrapTime);
    const seqNo = table.seqNo[row]!;
    const seqNoSize = integerSize(seqNo);
    octets[next] = TlvType.SeqNoEntry;
    octets[next + 1] = 4 + bootstrapSize + seqNoSize;
    octets[next + 2] = TlvType.BootstrapTime;
    octets[next + 3] = bootstrapSize;
    next = writeInteger(octets, next + 4, bootstrapTime, bootstrapSize);
    octets[next] = TlvType.SeqNoV3;
    octets[next + 1] = seqNoSize;
    table.nameAt[row] = nameAt;
    table.seqNoAt[row] = next + 2;
    next = writeInteger(octets, next + 2, seqNo, seqNoSize);
  }
  return next;
}

function entryLength(table: RowTable, first: number, end: number): number {
  let length = tlvSize(TlvType.Name, table.nameLength[first]!);
  for (let row = first; row < end; row++) {
    // The four types are below 253, and so are the lengths: one octet each.
    length += 6 + integerSize(table.bootstrapTime[row]!) + integerSize(table.seqNo[row]!);
  }
  return length;
}
