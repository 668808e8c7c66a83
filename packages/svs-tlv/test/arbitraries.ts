import { StateVector } from "@svs/tlv";
import fc from "fast-check";
import { fromHex, ReferenceVector, tlv, toHex } from "./reference-vector.js";

/** Few letters and few types, so that names collide, and are prefixes of each other. */
const component = fc
  .tuple(
    fc.constantFrom(8, 8, 8, 1, 32, 54, 58, 300, 65_535),
    fc.oneof(
      { weight: 8, arbitrary: fc.uint8Array({ maxLength: 3, max: 2 }) },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 9 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(252, 253, 260).map((length) => new Uint8Array(length).fill(0x61)),
      },
    ),
  )
  .map(([type, value]) => tlv(type, value));

/** Name TLV-VALUE, empty included. */
export const name = fc
  .array(component, { maxLength: 4 })
  .map((components) => Uint8Array.from(Buffer.concat(components)));

/** The edges of every width of a NonNegativeInteger, and what lies between. */
export const wholeNumber = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    0xff,
    0x100,
    0xffff,
    0x1_0000,
    0xffff_ffff,
    0x1_0000_0000,
    Number.MAX_SAFE_INTEGER,
  ),
  fc.integer({ min: 0, max: 6 }),
  fc.maxSafeNat(),
);

const seqNo = wholeNumber.map((value) => Math.max(value, 1));
const bootstrapTime = fc.oneof(fc.constantFrom(0, 1, 2, 1_700_000_000), wholeNumber);

export interface Row {
  readonly node: Uint8Array;
  readonly bootstrapTime: number;
  readonly seqNo: number;
  readonly stamp: number;
}

const stamp = fc.constantFrom(Number.NEGATIVE_INFINITY, -1.5, 0, 1, 2, 3e9);

/** Rows in any order, of which some may have the same key: the last one counts. */
export const rows: fc.Arbitrary<Row[]> = fc.array(fc.record({ node: name, bootstrapTime, seqNo, stamp }), {
  maxLength: 24,
});

/** Rows of forms without bootstrap times. */
export const rowsWithoutTime: fc.Arbitrary<Row[]> = rows.map((all) =>
  all.map((row) => ({ ...row, bootstrapTime: 0 })),
);

/** Rows that share names and differ in numbers: what members really send each other. */
export const twoSides: fc.Arbitrary<[Row[], Row[]]> = rows.chain((common) =>
  fc.tuple(sideOf(common), sideOf(common)),
);

function sideOf(common: readonly Row[]): fc.Arbitrary<Row[]> {
  const change = fc.oneof(
    { weight: 6, arbitrary: fc.constant("same" as const) },
    { weight: 1, arbitrary: fc.constant("absent" as const) },
    { weight: 2, arbitrary: seqNo },
  );
  return fc
    .tuple(
      fc.array(change, { minLength: common.length, maxLength: common.length }),
      fc.array(fc.record({ node: name, bootstrapTime, seqNo, stamp }), { maxLength: 2 }),
    )
    .map(([changes, more]) => [
      ...common.flatMap((row, i) => {
        const made = changes[i]!;
        return made === "absent" ? [] : [made === "same" ? row : { ...row, seqNo: made }];
      }),
      ...more,
    ]);
}

export function vectorOf(all: readonly Row[]): StateVector {
  const vector = new StateVector();
  for (const row of all) {
    vector.set(row.node, row.bootstrapTime, row.seqNo, row.stamp);
  }
  return vector;
}

export function referenceOf(all: readonly Row[]): ReferenceVector {
  const vector = new ReferenceVector();
  for (const row of all) {
    vector.set(toHex(row.node), BigInt(row.bootstrapTime), BigInt(row.seqNo), row.stamp);
  }
  return vector;
}

/** A generic name of these components. */
export function nameOf(...components: string[]): Uint8Array {
  return fromHex(components.map((text) => toHex(tlv(8, Buffer.from(text)))).join(""));
}
