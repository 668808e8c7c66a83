import type { Viewed } from "./common-length.js";
import { integerSize, writeInteger } from "./non-negative-integer.js";
import { compareRow, lowerBound, type NamedRows, nameOf } from "./row-order.js";
import { RowTable } from "./row-table.js";
import { TlvType } from "./tlv-types.js";
import { entriesSize, entrySize, groupEnd, HEADER_ROOM, writeEntry } from "./v3-layout.js";
import { varNumberSize, writeTypeLength } from "./var-number.js";
import { viewOf } from "./view-of.js";

/**
 * Rows in canonical order together with their version 3 encoding, which is always up to date,
 * and is also where their names are. Octets that were handed out never change: the next change
 * works on a copy.
 */
export class CanonicalRows implements NamedRows, Viewed {
  table = new RowTable();
  octets: Uint8Array = new Uint8Array(HEADER_ROOM);
  /** Where the entries end; they begin at {@link HEADER_ROOM}. */
  end = HEADER_ROOM;

  private start = HEADER_ROOM;
  /** Of all bootstrap times; -1 when it is to be looked for. */
  private latest = 0;
  private encoded: Uint8Array | undefined;
  private view: DataView | undefined;

  constructor() {
    this.writeHeader();
  }

  /** Becomes an independent copy. */
  copyFrom(other: CanonicalRows): void {
    this.table = other.table.clone();
    this.moveTo(other.octets.slice(0, other.end));
    this.end = other.end;
    this.start = other.start;
    this.latest = other.latest;
    this.encoded = undefined;
  }

  get encodedSize(): number {
    return this.end - this.start;
  }

  /** The StateVector TLV. Its octets stay as they are. */
  encode(): Uint8Array {
    this.encoded ??= this.octets.subarray(this.start, this.end);
    return this.encoded;
  }

  /** The largest bootstrap time of rows `first` up to `end`; 0 if there are none. */
  latestOf(first: number, end: number): number {
    if (end - first < this.table.size) {
      return latest(this.table, first, end);
    }
    if (this.latest < 0) {
      this.latest = latest(this.table, first, end);
    }
    return this.latest;
  }

  /** Octets of type and length. */
  get headerSize(): number {
    return HEADER_ROOM - this.start;
  }

  /** Whether these octets are of the encoding's size, and begin with its type and length. */
  hasHeader(octets: Uint8Array): boolean {
    if (octets.length !== this.encodedSize) {
      return false;
    }
    for (let i = 0, { start, headerSize } = this; i < headerSize; i++) {
      if (octets[i] !== this.octets[start + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where a row's number ends, and so its entry if it is the last of its name. The row before
   * row 0 ends where that begins.
   */
  endOf(row: number): number {
    if (row < 0) {
      return HEADER_ROOM;
    }
    const at = this.table.seqNoAt[row]!;
    return at + this.octets[at - 1]!;
  }

  get words(): DataView {
    this.view ??= viewOf(this.octets);
    return this.view;
  }

  /**
   * How many rows end at or before `end`.
   * @param from - so many do; if it is nearly all, they are found soon.
   */
  rowsUntil(end: number, from = 0): number {
    const { size } = this.table;
    let low = from;
    let high = from;
    for (let step = 1; high < size && this.endOf(high) <= end; step *= 2) {
      low = high + 1;
      high += step;
    }
    high = Math.min(high, size);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.endOf(middle) <= end) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Finds a row.
   * @param hint - a row that may be it.
   * @returns if there is none, the complement (`~`) of the row before which it belongs.
   */
  search(name: Uint8Array, bootstrapTime: number, hint = this.table.size): number {
    if (this.isRow(hint, name, bootstrapTime)) {
      return hint;
    }
    const row = lowerBound(this, name, 0, name.length, bootstrapTime);
    return this.isRow(row, name, bootstrapTime) ? row : ~row;
  }

  private isRow(row: number, name: Uint8Array, bootstrapTime: number): boolean {
    return row < this.table.size && compareRow(this, row, name, 0, name.length, bootstrapTime) === 0;
  }

  /** Changes a row's number. */
  setSeqNo(row: number, seqNo: number): void {
    const { table } = this;
    const former = table.seqNo[row]!;
    if (seqNo === former) {
      return;
    }
    const size = integerSize(seqNo);
    if (size === integerSize(former)) {
      this.own(0);
      table.seqNo[row] = seqNo;
      writeInteger(this.octets, table.seqNoAt[row]!, seqNo, size);
    } else {
      this.changeEntry(row, row + 1, nameOf(this, row), () => {
        table.seqNo[row] = seqNo;
      });
    }
  }

  /** Adds a row before row `row`. */
  insert(row: number, name: Uint8Array, bootstrapTime: number, seqNo: number, stamp: number): void {
    this.changeEntry(row, row, name, () => {
      this.table.insert(row, 0, name.length, bootstrapTime, seqNo, stamp);
    });
  }

  /** Takes a row out. */
  remove(row: number): void {
    this.changeEntry(row, row + 1, nameOf(this, row), () => this.table.remove(row));
  }

  /** Takes over other rows, in canonical order, each key once. The table is theirs no longer. */
  layOut(rows: NamedRows): void {
    const { table, octets: source } = rows;
    const octets = new Uint8Array(HEADER_ROOM + entriesSize(rows));
    let at = HEADER_ROOM;
    for (let first = 0, end = 0; first < table.size; first = end) {
      end = groupEnd(rows, first);
      at = writeEntry(table, first, end, source, table.nameAt[first]!, octets, at);
    }
    this.table = table;
    this.moveTo(octets);
    this.end = at;
    this.latest = -1;
    this.encoded = undefined;
    this.writeHeader();
  }

  /** Changes rows `from` up to `to`, which have this name, and writes its entry again. */
  private changeEntry(from: number, to: number, name: Uint8Array, change: () => void): void {
    const { table } = this;
    let first = from;
    while (first > 0 && this.hasName(first - 1, name)) {
      first--;
    }
    let last = to;
    while (last < table.size && this.hasName(last, name)) {
      last++;
    }
    const at = this.endOf(first - 1);
    const oldEnd = this.endOf(last - 1);
    const oldSize = table.size;
    change();
    last += table.size - oldSize;

    const newEnd = at + entrySize(table, first, last);
    const delta = newEnd - oldEnd;
    this.own(delta);
    this.octets.copyWithin(newEnd, oldEnd, this.end);
    if (first < last) {
      writeEntry(table, first, last, name, 0, this.octets, at);
    }
    table.shift(last, delta);
    this.end += delta;
    this.latest = -1;
    this.writeHeader();
  }

  private hasName(row: number, name: Uint8Array): boolean {
    const { table, octets } = this;
    let rest = table.nameLength[row] === name.length ? name.length : -1;
    const at = table.nameAt[row]!;
    while (rest > 0 && octets[at + rest - 1] === name[rest - 1]) {
      rest--;
    }
    return rest === 0;
  }

  /** Makes the octets ours to change, with room for so many more. */
  private own(more: number): void {
    const needed = this.end + more;
    if (this.encoded || needed > this.octets.length) {
      if (needed > this.octets.length) {
        const octets = new Uint8Array(needed + (needed >>> 3));
        octets.set(this.octets);
        this.moveTo(octets);
      } else {
        this.moveTo(this.octets.slice());
      }
      this.encoded = undefined;
    }
  }

  /** The view goes with the octets that are left: it would keep them. */
  private moveTo(octets: Uint8Array): void {
    this.octets = octets;
    this.view = undefined;
  }

  private writeHeader(): void {
    const length = this.end - HEADER_ROOM;
    this.start = HEADER_ROOM - 1 - varNumberSize(length);
    writeTypeLength(this.octets, this.start, TlvType.StateVector, length);
  }
}

function latest({ bootstrapTime }: RowTable, first: number, end: number): number {
  let max = 0;
  for (let row = first; row < end; row++) {
    max = Math.max(max, bootstrapTime[row]!);
  }
  return max;
}
