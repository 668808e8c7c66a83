import type { CanonicalRows } from "./canonical-rows.js";
import { checkName } from "./check-name.js";
import { integerSize } from "./non-negative-integer.js";
import { requireWhole } from "./require-whole.js";
import { compareRow, type NamedRows, sortRows } from "./row-order.js";
import { RowTable } from "./row-table.js";
import type { SeqNoRange } from "./types.js";

/** So many changes of the layout are made one by one; for more it is made anew. */
const FEW = 16;

/**
 * Section 3, Merging: raises each row to `high`, and adds the rows that are absent.
 * @throws RangeError, MalformedTlvError `bad-name`, before anything changed.
 */
export function applyRanges(rows: CanonicalRows, ranges: readonly SeqNoRange[], stamp: number): void {
  const found: number[] = [];
  let layoutChanges = 0;
  let hint = 0;
  for (const { node, bootstrapTime, high } of ranges) {
    requireWhole("bootstrapTime", bootstrapTime, 0);
    requireWhole("high", high, 1);
    const row = rows.search(node, bootstrapTime, hint);
    if (row < 0) {
      checkName(node, 0, node.length);
    }
    if (row < 0 || integerSize(high) !== integerSize(rows.table.seqNo[row]!)) {
      layoutChanges++;
    }
    found.push(row);
    hint = row < 0 ? ~row : row + 1;
  }
  if (layoutChanges > FEW) {
    raiseTogether(rows, ranges, stamp, found);
    return;
  }
  for (let i = 0; i < ranges.length; i++) {
    const { node, bootstrapTime, high } = ranges[i]!;
    const row = layoutChanges === 0 ? found[i]! : rows.search(node, bootstrapTime);
    if (row < 0) {
      rows.insert(~row, node, bootstrapTime, high, stamp);
    } else if (rows.table.seqNo[row]! < high) {
      rows.setSeqNo(row, high);
      rows.table.stamp[row] = stamp;
    }
  }
}

/** Makes a new layout once. `found` has the row of each range, or is negative. */
function raiseTogether(
  rows: CanonicalRows,
  ranges: readonly SeqNoRange[],
  stamp: number,
  found: readonly number[],
): void {
  const { table } = rows;
  const absent: SeqNoRange[] = [];
  for (let i = 0; i < ranges.length; i++) {
    const row = found[i]!;
    if (row < 0) {
      absent.push(ranges[i]!);
    } else if (table.seqNo[row]! < ranges[i]!.high) {
      table.seqNo[row] = ranges[i]!.high;
      table.stamp[row] = stamp;
    }
  }
  rows.layOut(absent.length === 0 ? rows : joinRows(rows, rowsOf(absent, stamp)));
}

/** Ranges as rows, in canonical order. */
function rowsOf(ranges: readonly SeqNoRange[], stamp: number): NamedRows {
  const table = new RowTable(ranges.length);
  const octets = new Uint8Array(ranges.reduce((sum, { node }) => sum + node.length, 0));
  let at = 0;
  for (const { node, bootstrapTime, high } of ranges) {
    octets.set(node, at);
    table.append(at, node.length, bootstrapTime, high, stamp);
    at += node.length;
  }
  const rows = { table, octets };
  return isSorted(rows) ? rows : { table: sortRows(rows), octets };
}

function isSorted(rows: NamedRows): boolean {
  const { table, octets } = rows;
  for (let row = 1; row < table.size; row++) {
    const { nameAt, nameLength, bootstrapTime } = table;
    if (compareRow(rows, row - 1, octets, nameAt[row]!, nameLength[row]!, bootstrapTime[row]!) >= 0) {
      return false;
    }
  }
  return true;
}

/** Two lists in canonical order that have no key in common, as one. */
function joinRows(a: NamedRows, b: NamedRows): NamedRows {
  const octets = new Uint8Array(a.octets.length + b.octets.length);
  octets.set(a.octets);
  octets.set(b.octets, a.octets.length);
  const table = new RowTable(a.table.size + b.table.size);
  b.table.shift(0, a.octets.length);
  let next = 0;
  for (let row = 0; row < b.table.size; row++) {
    const { nameAt, nameLength, bootstrapTime } = b.table;
    while (
      next < a.table.size &&
      compareRow(a, next, octets, nameAt[row]!, nameLength[row]!, bootstrapTime[row]!) < 0
    ) {
      table.appendFrom(a.table, next++);
    }
    table.appendFrom(b.table, row);
  }
  while (next < a.table.size) {
    table.appendFrom(a.table, next++);
  }
  return { table, octets };
}
