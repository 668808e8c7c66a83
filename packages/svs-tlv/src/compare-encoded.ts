import type { CanonicalRows } from "./canonical-rows.js";
import { commonLength } from "./common-length.js";
import { compareOctets } from "./compare-octets.js";
import { compareRows } from "./compare-rows.js";
import { DifferenceBuilder } from "./difference-builder.js";
import { readInteger } from "./non-negative-integer.js";
import { parseEntries } from "./parse-entries.js";
import { TlvType } from "./tlv-types.js";
import type { Difference } from "./types.js";
import { type ReadNumber, readV3Number, VectorCursor } from "./vector-cursor.js";

/** After so many equal rows, whole runs are looked for. */
const QUIET = 8;

/** Octets by which the length of such a run is first guessed. */
const STEP = 512;

/** From so many octets between two numbers, reading four at a time makes up for its views. */
const LONG = 24;

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
class Walk {
  private readonly cursor: VectorCursor;
  private readonly difference: DifferenceBuilder;
  private at = 0;
  private end = 0;
  private row = 0;
  /** Their last entry's name; the length is -1 before the first. */
  private lastNameAt = 0;
  private lastNameLength = -1;
  /** How many rows just before are equal. */
  private quiet = QUIET;
  private words: DataView | undefined;
  private ownWords: DataView | undefined;

  constructor(
    private readonly ours: CanonicalRows,
    private readonly octets: Uint8Array,
    private readonly readNumber: ReadNumber,
  ) {
    this.cursor = new VectorCursor(octets);
    this.difference = new DifferenceBuilder(octets);
  }

  /** @returns `undefined` if their rows are not in canonical order. */
  run(): Difference | undefined {
    const { cursor } = this;
    cursor.open(TlvType.StateVector, "StateVector");
    this.at = cursor.valueAt;
    this.end = cursor.valueEnd;
    while (this.at < this.end) {
      if (this.readNumber === readV3Number) {
        if (this.quiet >= QUIET) {
          this.skipEqual();
        }
        this.walkAlike();
        if (this.quiet >= QUIET || this.at === this.end) {
          continue;
        }
      }
      if (!this.readElement()) {
        return undefined;
      }
    }
    this.passRows(this.ours.table.size);
    return this.difference.build();
  }

  /** Passes over whole entries that are equal to ours, octet for octet. */
  private skipEqual(): void {
    const { ours, octets, at, row, difference } = this;
    const { nameAt, nameLength, bootstrapTime, size } = ours.table;
    const ownAt = ours.endOf(row - 1);
    const limit = Math.min(this.end - at, ours.end - ownAt);
    // Who compares rows has seen already that the whole is not equal.
    const step = row === 0 ? limit >>> 1 : STEP;
    const ownEnd = ownAt + commonLength(octets, at, ours.octets, ownAt, limit, step);
    let next = ours.rowsUntil(ownEnd);
    while (next > row && next < size && nameAt[next] === nameAt[next - 1]) {
      next--;
    }
    this.quiet = 0;
    if (next === row) {
      return;
    }
    for (let i = row; i < next; i++) {
      if (bootstrapTime[i]! > difference.maxBootstrapTime) {
        difference.maxBootstrapTime = bootstrapTime[i]!;
      }
    }
    this.lastNameAt = nameAt[next - 1]! + at - ownAt;
    this.lastNameLength = nameLength[next - 1]!;
    this.at = at + ours.endOf(next - 1) - ownAt;
    this.row = next;
  }

  /** Takes entries that differ from ours only in numbers, and in these only by values of one width. */
  private walkAlike(): void {
    const { ours } = this;
    const { nameAt, nameLength, size } = ours.table;
    const delta = this.at - ours.endOf(this.row - 1);
    let { row } = this;
    while (row < size && this.quiet < QUIET) {
      const next = this.endOfAlike(row, delta);
      if (next === row) {
        break;
      }
      for (; row < next; row++) {
        this.takeAlike(row, delta);
      }
    }
    if (row > this.row) {
      this.lastNameAt = nameAt[row - 1]! + delta;
      this.lastNameLength = nameLength[row - 1]!;
      this.at = ours.endOf(row - 1) + delta;
      this.row = row;
    }
  }

  /**
   * Compares our entry that begins with row `first` to theirs `delta` octets further on, but for
   * the numbers.
   * @returns one past its last row if they are alike, or else `first`.
   */
  private endOfAlike(first: number, delta: number): number {
    const { ours, octets, end } = this;
    const { octets: own } = ours;
    const { seqNoAt, nameAt, size } = ours.table;
    let at = ours.endOf(first - 1);
    let row = first;
    do {
      const numberAt = seqNoAt[row]!;
      const numberEnd = numberAt + own[numberAt - 1]!;
      if (numberEnd + delta > end) {
        return first;
      }
      if (numberAt - at >= LONG) {
        at = this.passWords(at, numberAt, delta);
      }
      while (at < numberAt && own[at] === octets[at + delta]) {
        at++;
      }
      if (at < numberAt) {
        return first;
      }
      at = numberEnd;
      row++;
    } while (row < size && nameAt[row] === nameAt[first]);
    return row;
  }

  /** Passes over equal octets four at a time, which takes half as long as one by one. @returns where it stopped. */
  private passWords(from: number, end: number, delta: number): number {
    this.words ??= viewOf(this.octets);
    this.ownWords ??= viewOf(this.ours.octets);
    const { words, ownWords } = this;
    let at = from;
    while (at + 4 <= end && ownWords.getInt32(at) === words.getInt32(at + delta)) {
      at += 4;
    }
    return at;
  }

  /** Takes their number of a row that is alike but for that. */
  private takeAlike(row: number, delta: number): void {
    const { ours, octets, difference } = this;
    const { seqNo, seqNoAt, nameAt, nameLength, bootstrapTime, stamp } = ours.table;
    const numberAt = seqNoAt[row]! + delta;
    const theirs = readInteger(octets, numberAt, numberAt + octets[numberAt - 1]!);
    const mine = seqNo[row]!;
    const time = bootstrapTime[row]!;
    if (time > difference.maxBootstrapTime) {
      difference.maxBootstrapTime = time;
    }
    if (theirs === mine) {
      this.quiet++;
      return;
    }
    this.quiet = 0;
    if (theirs > Number.MAX_SAFE_INTEGER) {
      difference.refused++;
    } else if (theirs > mine) {
      difference.addNewer(nameAt[row]! + delta, nameLength[row]!, time, mine + 1, theirs);
    } else {
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
    this.quiet = 0;
  }

  /** Our rows up to `row` are not in theirs. */
  private passRows(row: number): void {
    const { stamp } = this.ours.table;
    while (this.row < row) {
      this.difference.addBehind(stamp[this.row++]!);
    }
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}
