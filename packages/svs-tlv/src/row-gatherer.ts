import type { Leftover } from "./compare-rows.js";
import { compareRow, type NamedRows, sortRows } from "./row-order.js";
import { RowTable } from "./row-table.js";

/** What an encoded state vector says. Rows are in canonical order, each key once, stamps are `-Infinity`. */
export interface ParsedRows extends NamedRows, Leftover {}

/** Gathers the rows of an encoded state vector, in any order. */
export class RowGatherer implements ParsedRows {
  table = new RowTable(16);
  /** Entries left out so far. */
  refused = 0;
  maxBootstrapTime = 0;

  private readonly refusedTable = new RowTable();
  private sorted = true;

  /** @param octets - where the names are. */
  constructor(readonly octets: Uint8Array) {}

  get refusedRows(): NamedRows {
    return { table: this.refusedTable, octets: this.octets };
  }

  add(nameAt: number, nameLength: number, bootstrapTime: number, seqNo: number): void {
    if (bootstrapTime > this.maxBootstrapTime) {
      this.maxBootstrapTime = bootstrapTime;
    }
    if (bootstrapTime > Number.MAX_SAFE_INTEGER) {
      this.refused++;
    } else if (seqNo > Number.MAX_SAFE_INTEGER) {
      this.refused++;
      this.refusedTable.append(nameAt, nameLength, bootstrapTime, 0, 0);
    } else if (seqNo > 0) {
      const { table } = this;
      const last = table.size - 1;
      this.sorted &&= last < 0 || compareRow(this, last, this.octets, nameAt, nameLength, bootstrapTime) < 0;
      table.append(nameAt, nameLength, bootstrapTime, seqNo, Number.NEGATIVE_INFINITY);
    }
  }

  /** All rows, sorted. */
  build(): ParsedRows {
    if (!this.sorted) {
      this.table = sortRows(this);
    }
    return this;
  }
}
