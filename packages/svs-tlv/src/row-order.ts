import { compareOctets } from "./compare-octets.js";
import { RowTable } from "./row-table.js";

/** Rows and the octets in which their names are. */
export interface NamedRows {
  readonly table: RowTable;
  readonly octets: Uint8Array;
}

/** Compares a row with a key: names in canonical order, then bootstrap times. */
export function compareRow(
  { table, octets }: NamedRows,
  row: number,
  nameOctets: Uint8Array,
  nameAt: number,
  nameLength: number,
  bootstrapTime: number,
): number {
  return (
    compareOctets(octets, table.nameAt[row]!, table.nameLength[row]!, nameOctets, nameAt, nameLength) ||
    table.bootstrapTime[row]! - bootstrapTime
  );
}

/** The first row that is not before the key. */
export function lowerBound(
  rows: NamedRows,
  nameOctets: Uint8Array,
  nameAt: number,
  nameLength: number,
  bootstrapTime: number,
): number {
  let low = 0;
  let high = rows.table.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareRow(rows, middle, nameOctets, nameAt, nameLength, bootstrapTime) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The row of exactly that key; -1 if there is none. */
export function findRow(
  rows: NamedRows,
  nameOctets: Uint8Array,
  nameAt: number,
  nameLength: number,
  bootstrapTime: number,
): number {
  const row = lowerBound(rows, nameOctets, nameAt, nameLength, bootstrapTime);
  return row < rows.table.size && compareRow(rows, row, nameOctets, nameAt, nameLength, bootstrapTime) === 0
    ? row
    : -1;
}

/** A copy in canonical order; of rows with one key the highest number stays. */
export function sortRows(rows: NamedRows): RowTable {
  const { table, octets } = rows;
  const compare = (a: number, b: number): number =>
    compareRow(rows, a, octets, table.nameAt[b]!, table.nameLength[b]!, table.bootstrapTime[b]!);
  const order = Uint32Array.from({ length: table.size }, (_, row) => row).sort(
    (a, b) => compare(a, b) || table.seqNo[b]! - table.seqNo[a]!,
  );
  const sorted = new RowTable(table.size);
  let previous = -1;
  for (const row of order) {
    if (previous < 0 || compare(previous, row) !== 0) {
      sorted.appendFrom(table, row);
    }
    previous = row;
  }
  return sorted;
}

/** A copy of the name of a row. */
export function nameOf({ table, octets }: NamedRows, row: number): Uint8Array {
  const name = new Uint8Array(table.nameLength[row]!);
  const at = table.nameAt[row]!;
  name.set(octets.subarray(at, at + name.length));
  return name;
}
