import type { CanonicalRows } from "./canonical-rows.js";
import { commonLength, type Viewed } from "./common-length.js";
import { compareOctets } from "./compare-octets.js";
import { compareRows } from "./compare-rows.js";
import { DifferenceBuilder, type DifferenceMark } from "./difference-builder.js";
import { readInteger } from "./non-negative-integer.js";
import { parseEntries } from "./parse-entries.js";
import { TlvType } from "./tlv-types.js";
import type { Difference } from "./types.js";
import { type ReadNumber, readV3Number, VectorCursor } from "./vector-cursor.js";
import { passingViewOf } from "./view-of.js";

/**
 * Section 3, Comparing, without making a vector of the octets. They are walked beside our own
 * encoding, and what is alike octet for octet is not read.
 * @throws MalformedTlvError
 */
export function compareEncoded(ours: CanonicalRows, octets: Uint8Array, readNumber: ReadNumber): Difference {
  const difference = new Walk(ours, octets, readNumber).run();
  if (difference) {
    return difference;
  }
  const theirs = parseEntries(octets, readNumber);
  return compareRows(ours, theirs, theirs);
}

/**
 * Between two elements this holds: `row` is the first of its name, the rows before it were dealt
 * with, and no name before it is greater than that of their last entry.
 */
class Walk implements Viewed {
  private reader: VectorCursor | undefined;
  private readonly difference: DifferenceBuilder;
  private at = 0;
  private end = 0;
  private row = 0;
  /** Their last entry's name; the length is -1 before the first. */
  private lastNameAt = 0;
  private lastNameLength = -1;
  private view: DataView | undefined;

  constructor(
    private readonly ours: CanonicalRows,
    readonly octets: Uint8Array,
    private readonly readNumber: ReadNumber,
  ) {
    this.difference = new DifferenceBuilder(octets);
  }

  /** Made when it is needed: mostly everything is alike. */
  private get cursor(): VectorCursor {
    this.reader ??= new VectorCursor(this.octets);
    return this.reader;
  }

  get words(): DataView {
    this.view ??= passingViewOf(this.octets);
    return this.view;
  }

  /** @returns `undefined` if their rows are not in canonical order. */
  run(): Difference | undefined {
    this.at = this.open();
    this.end = this.octets.length;
    while (this.at < this.end) {
      if (this.readNumber === readV3Number) {
        this.passAlike();
        if (this.at === this.end) {
          break;
        }
      }
      if (!this.readElement()) {
        return undefined;
      }
    }
    this.passRows(this.ours.table.size);
    return this.difference.build();
  }

  /** @returns where the entries begin. */
  private open(): number {
    const { octets, ours } = this;
    if (ours.hasHeader(octets)) {
      return ours.headerSize;
    }
    const { cursor } = this;
    cursor.open(TlvType.StateVector, "StateVector");
    return cursor.valueAt;
  }

  /** Takes whole entries that differ from ours only in numbers, and in these only by values of one width. */
  private passAlike(): void {
    const { ours, difference, row: first } = this;
    const { seqNoAt, nameAt, nameLength, size } = ours.table;
    const ownAt = ours.endOf(first - 1);
    const delta = this.at - ownAt;
    const limit = Math.min(this.end - delta, ours.end);
    // One past the last row that is alike, and where differences of its name begin.
    let next = first;
    let undo: (DifferenceMark & { readonly row: number }) | undefined;
    for (let at = this.alikeUntil(ownAt, limit, delta); ; ) {
      next = ours.rowsUntil(at, next);
      if (next === size || at < seqNoAt[next]!) {
        break;
      }
      const end = ours.endOf(next);
      if (end > limit) {
        break;
      }
      const isOneOfSeveral = nameAt[next] === nameAt[next + 1] || nameAt[next] === nameAt[next - 1];
      if (isOneOfSeveral && (undo === undefined || nameAt[undo.row] !== nameAt[next])) {
        undo = { row: next, ...difference.mark() };
      }
      this.takeAlike(next, delta);
      at = this.alikeUntil(end, limit, delta);
    }
    if (next === first) {
      return;
    }
    if (next < size && nameAt[next] === nameAt[next - 1]) {
      // The entry is not alike as a whole.
      if (undo !== undefined && nameAt[undo.row] === nameAt[next]) {
        difference.backTo(undo);
      }
      do {
        next--;
      } while (next > first && nameAt[next] === nameAt[next - 1]);
      if (next === first) {
        return;
      }
    }
    difference.maxBootstrapTime = Math.max(difference.maxBootstrapTime, ours.latestOf(first, next));
    const passed = ours.endOf(next - 1);
    this.lastNameAt = nameAt[next - 1]! + delta;
    this.lastNameLength = nameLength[next - 1]!;
    this.at = passed + delta;
    this.row = next;
  }

  /** Where our octets from `from` on cease to be theirs `delta` further on; `limit` at the most. */
  private alikeUntil(from: number, limit: number, delta: number): number {
    return from + commonLength(this.ours, from, this, from + delta, limit - from);
  }

  /** Takes their number of a row that is alike but for that. */
  private takeAlike(row: number, delta: number): void {
    const { ours, octets, difference } = this;
    const { seqNo, seqNoAt, nameAt, nameLength, bootstrapTime, stamp } = ours.table;
    const numberAt = seqNoAt[row]! + delta;
    const theirs = readInteger(octets, numberAt, numberAt + octets[numberAt - 1]!);
    const mine = seqNo[row]!;
    if (theirs > Number.MAX_SAFE_INTEGER) {
      difference.refused++;
    } else if (theirs > mine) {
      difference.addNewer(nameAt[row]! + delta, nameLength[row]!, bootstrapTime[row]!, mine + 1, theirs);
    } else if (theirs < mine) {
      difference.addBehind(stamp[row]!);
    }
  }

  /** Takes one element, whatever it is. @returns false if it is out of order. */
  private readElement(): boolean {
    const { cursor } = this;
    cursor.read(this.at, this.end);
    this.at = cursor.valueEnd;
    if (cursor.type !== TlvType.StateVectorEntry) {
      cursor.ignore();
      return true;
    }
    return this.readEntry(cursor.valueAt, cursor.valueEnd);
  }

  private readEntry(start: number, end: number): boolean {
    const { cursor, octets } = this;
    let at = cursor.readName(start, end);
    const { nameAt, nameLength } = cursor;
    if (
      this.lastNameLength >= 0 &&
      compareOctets(octets, this.lastNameAt, this.lastNameLength, octets, nameAt, nameLength) >= 0
    ) {
      return false;
    }
    this.lastNameAt = nameAt;
    this.lastNameLength = nameLength;
    const groupEnd = this.findName();
    let previous = -1;
    do {
      at = this.readNumber(cursor, at, end);
      if (at >= 0) {
        if (cursor.bootstrapTime <= previous) {
          return false;
        }
        previous = cursor.bootstrapTime;
        this.takeRow(groupEnd);
      }
    } while (at >= 0 && at < end);
    this.passRows(groupEnd);
    return true;
  }

  /** Passes our rows of smaller names. @returns one past our last row of the cursor's name. */
  private findName(): number {
    const { cursor, octets, ours } = this;
    const { nameAt, nameLength, size } = ours.table;
    let order = 1;
    for (; this.row < size; this.passRows(this.row + 1)) {
      const { row } = this;
      order = compareOctets(
        ours.octets,
        nameAt[row]!,
        nameLength[row]!,
        octets,
        cursor.nameAt,
        cursor.nameLength,
      );
      if (order >= 0) {
        break;
      }
    }
    if (this.row === size || order > 0) {
      cursor.checkName();
      return this.row;
    }
    let groupEnd = this.row + 1;
    while (groupEnd < size && nameAt[groupEnd] === nameAt[this.row]) {
      groupEnd++;
    }
    return groupEnd;
  }

  /** Takes the row that the cursor has read; ours of its name end at `groupEnd`. */
  private takeRow(groupEnd: number): void {
    const { cursor, difference } = this;
    const { bootstrapTime: theirTime, seqNo: theirs } = cursor;
    const { bootstrapTime, seqNo, stamp } = this.ours.table;
    if (theirTime > difference.maxBootstrapTime) {
      difference.maxBootstrapTime = theirTime;
    }
    while (this.row < groupEnd && bootstrapTime[this.row]! < theirTime) {
      this.passRows(this.row + 1);
    }
    const { row } = this;
    const mine = row < groupEnd && bootstrapTime[row] === theirTime ? seqNo[row]! : 0;
    if (theirs > Number.MAX_SAFE_INTEGER || theirTime > Number.MAX_SAFE_INTEGER) {
      difference.refused++;
    } else if (theirs > mine) {
      difference.addNewer(cursor.nameAt, cursor.nameLength, theirTime, mine + 1, theirs);
    } else if (theirs < mine) {
      difference.addBehind(stamp[row]!);
    }
    if (mine > 0) {
      this.row++;
    }
  }

  /** Our rows up to `row` are not in theirs. */
  private passRows(row: number): void {
    const { stamp } = this.ours.table;
    while (this.row < row) {
      this.difference.addBehind(stamp[this.row++]!);
    }
  }
}
