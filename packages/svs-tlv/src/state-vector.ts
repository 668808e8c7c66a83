import { applyRanges } from "./apply-ranges.js";
import { CanonicalRows } from "./canonical-rows.js";
import { checkName } from "./check-name.js";
import { compareRows, type Leftover } from "./compare-rows.js";
import { requireWhole } from "./require-whole.js";
import { lowerBound, nameOf } from "./row-order.js";
import { RowTable } from "./row-table.js";
import type { Difference, StateVectorEntry } from "./types.js";
import { v3Form } from "./v3-form.js";
import type { VectorForm } from "./vector-form.js";

const NOTHING: Leftover = {
  refused: 0,
  refusedRows: { table: new RowTable(), octets: new Uint8Array(0) },
  maxBootstrapTime: 0,
};

/**
 * A state vector (specification section 3): the highest sequence number of each node prefix and
 * bootstrap time.
 *
 * Node prefixes are Name TLV-VALUEs. Rows are in NDN canonical order of the prefix, then by
 * bootstrap time. The version 3 encoding is kept up to date with every change, so that
 * {@link encode} costs next to nothing. A row takes up about 60 octets beside those of its name.
 */
export class StateVector {
  private readonly rows = new CanonicalRows();
  private leftover = NOTHING;

  /**
   * Reads a vector.
   *
   * Lenient about order: unsorted entries are sorted, and of a row that comes twice the higher
   * number is taken. Number 0 means absent. Unknown elements that are not critical are ignored.
   * The empty name is a name, as the specification does not exclude it.
   * @param octets - exactly one StateVector TLV; not kept.
   * @throws MalformedTlvError
   */
  static decode(octets: Uint8Array, form: VectorForm = v3Form): StateVector {
    const parsed = form.parse(octets);
    const vector = new StateVector();
    vector.rows.layOut(parsed);
    if (parsed.refused > 0 || parsed.maxBootstrapTime > 0) {
      vector.leftover = keep(parsed);
    }
    return vector;
  }

  /** How many rows there are. */
  get size(): number {
    return this.rows.table.size;
  }

  /** How many entries {@link decode} left out; see {@link Difference.refused}. */
  get refused(): number {
    return this.leftover.refused;
  }

  /**
   * The sequence number of a row; 0 if there is no such row.
   * @param node - Name TLV-VALUE of the node prefix.
   */
  get(node: Uint8Array, bootstrapTime = 0): number {
    const row = this.rows.search(node, bootstrapTime);
    return row < 0 ? 0 : this.rows.table.seqNo[row]!;
  }

  /** The largest bootstrap time among the rows of a node prefix; `undefined` if it has none. */
  latestBootstrapTime(node: Uint8Array): number | undefined {
    const { rows } = this;
    const row = lowerBound(rows, node, 0, node.length, Number.POSITIVE_INFINITY) - 1;
    if (row < 0) {
      return undefined;
    }
    const bootstrapTime = rows.table.bootstrapTime[row]!;
    return rows.search(node, bootstrapTime, row) === row ? bootstrapTime : undefined;
  }

  /**
   * The owner's mark of the last change of a row, in the owner's unit; `-Infinity` if it has none
   * or there is no such row. Never encoded, and never compared.
   */
  stamp(node: Uint8Array, bootstrapTime = 0): number {
    const row = this.rows.search(node, bootstrapTime);
    return row < 0 ? Number.NEGATIVE_INFINITY : this.rows.table.stamp[row]!;
  }

  /**
   * Sets a row to a number, be it higher or lower; 0 takes the row out.
   * @param node - Name TLV-VALUE of the node prefix; copied.
   * @param bootstrapTime - seconds since 1970; 0 in forms that have none.
   * @param stamp - see {@link stamp}; replaces the former one.
   * @throws RangeError if a number is not a whole one from 0 to 2^53-1, or the stamp is NaN.
   * @throws MalformedTlvError `bad-name` if `node` is not a Name TLV-VALUE, or is above 65 535 octets.
   */
  set(node: Uint8Array, bootstrapTime: number, seqNo: number, stamp = Number.NEGATIVE_INFINITY): void {
    requireWhole("bootstrapTime", bootstrapTime, 0);
    requireWhole("seqNo", seqNo, 0);
    requireStamp(stamp);
    const { rows } = this;
    const row = rows.search(node, bootstrapTime);
    if (row < 0) {
      checkName(node, 0, node.length);
      if (seqNo > 0) {
        rows.insert(~row, node, bootstrapTime, seqNo, stamp);
      }
    } else if (seqNo > 0) {
      rows.setSeqNo(row, seqNo);
      rows.table.stamp[row] = stamp;
    } else {
      rows.remove(row);
    }
  }

  /** Rows in canonical order. The vector is not to be changed on the way. */
  *[Symbol.iterator](): IterableIterator<StateVectorEntry> {
    const { rows } = this;
    for (let row = 0; row < this.size; row++) {
      yield {
        node: nameOf(rows, row),
        bootstrapTime: rows.table.bootstrapTime[row]!,
        seqNo: rows.table.seqNo[row]!,
      };
    }
  }

  /**
   * The vector as one StateVector TLV, in canonical order unless the form has another.
   * @returns octets not to be changed, and which never change: what is done to the vector later
   * works on a copy. In version 3, calls with no change in between give the same array.
   * @throws RangeError in forms other than version 3 if a row has a bootstrap time, which they
   * cannot say.
   */
  encode(form: VectorForm = v3Form): Uint8Array {
    return form.encode(this.rows);
  }

  /** Octets of what {@link encode} gives. @throws RangeError as there. */
  encodedSize(form: VectorForm = v3Form): number {
    return form.encodedSize(this.rows);
  }

  /** How this vector ("ours") and another one ("theirs") differ; section 3, Comparing. */
  compare(other: StateVector): Difference {
    return compareRows(this.rows, other.rows, other.leftover);
  }

  /**
   * {@link compare} with the vector that {@link decode} would make of these octets, at a fraction
   * of its cost.
   * @param octets - exactly one StateVector TLV; not kept.
   * @throws MalformedTlvError
   */
  compareEncoded(octets: Uint8Array, form: VectorForm = v3Form): Difference {
    return form.compare(this.rows, octets);
  }

  /**
   * Raises the rows of `newer` (section 3, Merging). Rows that are there already are left as they are.
   * @param stamp - of the rows that change.
   * @throws RangeError, MalformedTlvError as {@link set}, before anything changed; never for what
   * a comparison gave.
   */
  apply({ newer }: Pick<Difference, "newer">, stamp: number): void {
    requireStamp(stamp);
    applyRanges(this.rows, newer, stamp);
  }

  /** {@link compare}, then {@link apply}. */
  merge(other: StateVector, stamp = Number.NEGATIVE_INFINITY): Difference {
    const difference = this.compare(other);
    this.apply(difference, stamp);
    return difference;
  }

  /** An independent copy, stamps included. */
  clone(): StateVector {
    const copy = new StateVector();
    copy.rows.copyFrom(this.rows);
    copy.leftover = this.leftover;
    return copy;
  }
}

/** The octets are the caller's: what has to stay is copied. */
function keep({ refused, refusedRows, maxBootstrapTime }: Leftover): Leftover {
  const { table, octets } = refusedRows;
  return {
    refused,
    refusedRows: table.size === 0 ? NOTHING.refusedRows : { table, octets: Uint8Array.from(octets) },
    maxBootstrapTime,
  };
}

function requireStamp(stamp: number): void {
  if (Number.isNaN(stamp)) {
    throw new RangeError("The stamp must not be NaN.");
  }
}
