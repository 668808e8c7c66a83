import type { Leftover } from "./compare-rows.js";
import { readUri } from "./python-uri.js";
import { compareRow, type NamedRows, sortRows } from "./row-order.js";
import { RowTable } from "./row-table.js";
import { TlvType } from "./tlv-types.js";
import type { VectorForm } from "./types.js";
import { VectorCursor } from "./vector-cursor.js";

/** What an encoded state vector says. Rows are in canonical order, each key once, stamps are `-Infinity`. */
export interface ParsedRows extends NamedRows, Leftover {}

/**
 * Reads one StateVector TLV of any form. Order and repetitions do not matter: the rows come out
 * sorted, each with the highest of its numbers.
 * @throws MalformedTlvError
 */
export function parseRows(octets: Uint8Array, form: VectorForm): ParsedRows {
  const parser = new RowParser(octets);
  parser.parse(form);
  return parser;
}

class RowParser implements ParsedRows {
  table = new RowTable(16);
  octets: Uint8Array;
  refused = 0;
  maxBootstrapTime = 0;

  private readonly cursor: VectorCursor;
  private readonly refusedTable = new RowTable();
  private sorted = true;

  constructor(source: Uint8Array) {
    this.octets = source;
    this.cursor = new VectorCursor(source);
  }

  get refusedRows(): NamedRows {
    return { table: this.refusedTable, octets: this.octets };
  }

  parse(form: VectorForm): void {
    const { cursor } = this;
    cursor.open(TlvType.StateVector, "StateVector");
    const end = cursor.valueEnd;
    if (form === "python") {
      this.parsePython(cursor.valueAt, end);
    } else {
      for (let at = cursor.valueAt; at < end; ) {
        cursor.read(at, end);
        at = cursor.valueEnd;
        if (cursor.type === TlvType.StateVectorEntry) {
          this.parseEntry(form, cursor.valueAt, at);
        } else {
          cursor.ignore();
        }
      }
    }
    if (!this.sorted) {
      this.table = sortRows(this);
    }
  }

  private parseEntry(form: "v3" | "v2", start: number, end: number): void {
    const { cursor } = this;
    let at = cursor.readName(start, end);
    cursor.checkName();
    const { nameAt, nameLength } = cursor;
    if (form === "v2") {
      cursor.readV2SeqNo(at, end);
      this.add(nameAt, nameLength, 0, cursor.seqNo);
      return;
    }
    while (at < end) {
      cursor.read(at, end);
      at = cursor.valueEnd;
      if (cursor.type === TlvType.SeqNoEntry) {
        cursor.readSeqNoEntry();
        this.add(nameAt, nameLength, cursor.bootstrapTime, cursor.seqNo);
      } else {
        cursor.ignore();
      }
    }
  }

  /** Node id and number by turns. */
  private parsePython(start: number, end: number): void {
    const { cursor } = this;
    const uris = this.octets;
    // Of each entry at least five octets are not the URI's, so this holds all names.
    this.octets = new Uint8Array(2 * (end - start));
    let used = 0;
    for (let at = start; at < end; ) {
      cursor.read(at, end);
      at = cursor.valueEnd;
      if (cursor.type !== TlvType.StateVectorEntry) {
        // A number without an id is odd, and so refused here.
        cursor.ignore();
        continue;
      }
      const length = readUri(uris, cursor.valueAt, at, this.octets, used);
      cursor.find(at, end, TlvType.SeqNoPython, TlvType.StateVectorEntry, "SeqNo");
      at = cursor.valueEnd;
      const seqNo = cursor.integer();
      if (length < 0) {
        this.refused++;
      } else {
        this.add(used, length, 0, seqNo);
        used += length;
      }
    }
  }

  private add(nameAt: number, nameLength: number, bootstrapTime: number, seqNo: number): void {
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
}
