import { DifferenceBuilder } from "./difference-builder.js";
import { compareRow, findRow, type NamedRows } from "./row-order.js";
import type { Difference } from "./types.js";

/** What an encoded vector held and rows cannot hold. */
export interface Leftover {
  /** Entries left out; see {@link Difference.refused}. */
  readonly refused: number;
  /** Those of them whose name and bootstrap time are usable; their numbers are not. In any order. */
  readonly refusedRows: NamedRows;
  /** The largest bootstrap time there was, of any entry; above 2^53-1 rounded. */
  readonly maxBootstrapTime: number;
}

/** Section 3, Comparing: one walk of two sorted lists. */
export function compareRows(ours: NamedRows, theirs: NamedRows, leftover: Leftover): Difference {
  const a = ours.table;
  const b = theirs.table;
  const excused = excusedRows(ours, leftover.refusedRows);
  const difference = new DifferenceBuilder(theirs.octets);
  difference.refused = leftover.refused;
  difference.maxBootstrapTime = leftover.maxBootstrapTime;
  let row = 0;
  for (let their = 0; their < b.size; their++) {
    const nameAt = b.nameAt[their]!;
    const nameLength = b.nameLength[their]!;
    const bootstrapTime = b.bootstrapTime[their]!;
    let order = 1;
    for (; row < a.size; row++) {
      order = compareRow(ours, row, theirs.octets, nameAt, nameLength, bootstrapTime);
      if (order >= 0) {
        break;
      }
      if (!excused?.has(row)) {
        difference.addBehind(a.stamp[row]!);
      }
    }
    const own = row < a.size && order === 0 ? a.seqNo[row]! : 0;
    const seqNo = b.seqNo[their]!;
    if (own < seqNo) {
      difference.addNewer(nameAt, nameLength, bootstrapTime, own + 1, seqNo);
    } else if (own > seqNo) {
      difference.addBehind(a.stamp[row]!);
    }
    if (own > 0) {
      row++;
    }
    if (bootstrapTime > difference.maxBootstrapTime) {
      difference.maxBootstrapTime = bootstrapTime;
    }
  }
  for (; row < a.size; row++) {
    if (!excused?.has(row)) {
      difference.addBehind(a.stamp[row]!);
    }
  }
  return difference.build();
}

/** Rows of ours that they have with a number we cannot use: it does not put them behind. */
function excusedRows(ours: NamedRows, refused: NamedRows): Set<number> | undefined {
  const { table, octets } = refused;
  if (table.size === 0) {
    return undefined;
  }
  const rows = new Set<number>();
  for (let i = 0; i < table.size; i++) {
    rows.add(findRow(ours, octets, table.nameAt[i]!, table.nameLength[i]!, table.bootstrapTime[i]!));
  }
  return rows;
}
