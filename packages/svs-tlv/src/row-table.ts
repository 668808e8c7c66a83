/** Octets of one row in all columns together. */
const ROW_OCTETS = 3 * 8 + 2 * 4 + 2;

const NO_FLOATS = new Float64Array(0);
const NO_PLACES = new Int32Array(0);
const NO_LENGTHS = new Uint16Array(0);

/**
 * Rows of a state vector, one typed array per column. Names are kept as places in octets that
 * the owner of the table holds.
 */
export class RowTable {
  size = 0;

  seqNo = NO_FLOATS;
  bootstrapTime = NO_FLOATS;
  stamp = NO_FLOATS;
  /** Where the Name TLV-VALUE begins. */
  nameAt = NO_PLACES;
  /** Where the TLV-VALUE of the sequence number begins; not filled in a table of received rows. */
  seqNoAt = NO_PLACES;
  nameLength = NO_LENGTHS;

  constructor(capacity = 0) {
    if (capacity > 0) {
      this.allocate(capacity);
    }
  }

  get capacity(): number {
    return this.seqNo.length;
  }

  /** Adds a row at the end. */
  append(nameAt: number, nameLength: number, bootstrapTime: number, seqNo: number, stamp: number): void {
    this.reserve(this.size + 1);
    this.write(this.size++, nameAt, nameLength, bootstrapTime, seqNo, stamp);
  }

  /** Adds a row before `row`. */
  insert(
    row: number,
    nameAt: number,
    nameLength: number,
    bootstrapTime: number,
    seqNo: number,
    stamp: number,
  ): void {
    this.reserve(this.size + 1);
    this.move(row + 1, row);
    this.size++;
    this.write(row, nameAt, nameLength, bootstrapTime, seqNo, stamp);
  }

  /** Takes a row out. */
  remove(row: number): void {
    this.move(row, row + 1);
    this.size--;
  }

  /** Adds `delta` to the places of all rows from `row` on. */
  shift(row: number, delta: number): void {
    const { nameAt, seqNoAt, size } = this;
    for (let i = row; i < size; i++) {
      nameAt[i]! += delta;
      seqNoAt[i]! += delta;
    }
  }

  clone(): RowTable {
    const copy = new RowTable(this.size);
    for (const column of COLUMNS) {
      copy[column].set(this[column].subarray(0, this.size));
    }
    copy.size = this.size;
    return copy;
  }

  /** Copies one row of another table to the end. */
  appendFrom(other: RowTable, row: number): void {
    this.append(
      other.nameAt[row]!,
      other.nameLength[row]!,
      other.bootstrapTime[row]!,
      other.seqNo[row]!,
      other.stamp[row]!,
    );
  }

  private write(
    row: number,
    nameAt: number,
    nameLength: number,
    bootstrapTime: number,
    seqNo: number,
    stamp: number,
  ): void {
    this.nameAt[row] = nameAt;
    this.nameLength[row] = nameLength;
    this.bootstrapTime[row] = bootstrapTime;
    this.seqNo[row] = seqNo;
    this.stamp[row] = stamp;
  }

  private reserve(size: number): void {
    if (size > this.capacity) {
      const old = COLUMNS.map((column) => this[column]);
      this.allocate(size + (size >>> 3) + 3);
      for (const [i, column] of COLUMNS.entries()) {
        this[column].set(old[i]!);
      }
    }
  }

  private allocate(capacity: number): void {
    // One block for all columns: for a small vector, six would cost more than they hold.
    const block = new ArrayBuffer(capacity * ROW_OCTETS);
    this.seqNo = new Float64Array(block, 0, capacity);
    this.bootstrapTime = new Float64Array(block, capacity * 8, capacity);
    this.stamp = new Float64Array(block, capacity * 16, capacity);
    this.nameAt = new Int32Array(block, capacity * 24, capacity);
    this.seqNoAt = new Int32Array(block, capacity * 28, capacity);
    this.nameLength = new Uint16Array(block, capacity * 32, capacity);
  }

  private move(to: number, from: number): void {
    for (const column of COLUMNS) {
      this[column].copyWithin(to, from, this.size);
    }
  }
}

const COLUMNS = ["seqNo", "bootstrapTime", "stamp", "nameAt", "seqNoAt", "nameLength"] as const;
