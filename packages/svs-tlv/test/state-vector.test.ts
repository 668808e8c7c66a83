import { MalformedTlvError, pythonForm, StateVector, v2Form } from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { nameOf } from "./arbitraries.js";
import { toHex } from "./reference-vector.js";

const A = nameOf("a");
const B = nameOf("b");
const AA = nameOf("aa");
const A_A = nameOf("a", "a");
const BOOT = 1_700_000_000;

function rowsOf(vector: StateVector): [string, number, number][] {
  return [...vector].map(({ node, bootstrapTime, seqNo }) => [toHex(node), bootstrapTime, seqNo]);
}

/** So many members, whose numbers begin with `from`. */
function vectorWith(members: number, from = 1): StateVector {
  const vector = new StateVector();
  for (let i = 0; i < members; i++) {
    vector.set(nameOf(`member-${String(i).padStart(4, "0")}`), BOOT, from + i);
  }
  return vector;
}

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error instanceof MalformedTlvError ? error.code : error;
  }
  return undefined;
}

describe("rows", () => {
  test("an empty vector has none", () => {
    const vector = new StateVector();
    expect(vector.size).toBe(0);
    expect(rowsOf(vector)).toEqual([]);
    expect(vector.get(A)).toBe(0);
    expect(vector.stamp(A)).toBe(Number.NEGATIVE_INFINITY);
    expect(vector.latestBootstrapTime(A)).toBeUndefined();
    expect(toHex(vector.encode())).toBe("c900");
  });

  test("are in canonical order: shorter components first, then octets, a prefix before what is longer", () => {
    const vector = new StateVector();
    for (const node of [AA, B, A_A, new Uint8Array(0), A]) {
      vector.set(node, 0, 1);
    }
    expect(rowsOf(vector).map(([node]) => node)).toEqual(["", ...[A, A_A, B, AA].map(toHex)]);
  });

  test("of one node prefix are in order of bootstrap time, and share one entry", () => {
    const vector = new StateVector();
    vector.set(A, BOOT + 1, 3);
    vector.set(A, BOOT, 2);
    vector.set(A, BOOT - 1, 1);
    expect(rowsOf(vector)).toEqual([
      [toHex(A), BOOT - 1, 1],
      [toHex(A), BOOT, 2],
      [toHex(A), BOOT + 1, 3],
    ]);
    expect(toHex(vector.encode()).split(toHex(A))).toHaveLength(2);
    expect(vector.latestBootstrapTime(A)).toBe(BOOT + 1);
    expect(vector.latestBootstrapTime(AA)).toBeUndefined();
    expect(vector.latestBootstrapTime(new Uint8Array(0))).toBeUndefined();
  });

  test("are raised, lowered and taken out by set", () => {
    const vector = new StateVector();
    vector.set(A, BOOT, 10);
    vector.set(A, BOOT, 300);
    expect(vector.get(A, BOOT)).toBe(300);
    vector.set(A, BOOT, 2);
    expect(vector.get(A, BOOT)).toBe(2);
    expect(vector.get(A)).toBe(0);
    vector.set(A, BOOT, 0);
    vector.set(B, BOOT, 0);
    expect(vector.size).toBe(0);
    expect(toHex(vector.encode())).toBe("c900");
  });

  test("carry a stamp that each set replaces", () => {
    const vector = new StateVector();
    vector.set(A, BOOT, 10, 7.25);
    vector.set(B, BOOT, 10);
    expect(vector.stamp(A, BOOT)).toBe(7.25);
    expect(vector.stamp(B, BOOT)).toBe(Number.NEGATIVE_INFINITY);
    vector.set(A, BOOT, 10, 8);
    expect(vector.stamp(A, BOOT)).toBe(8);
    vector.set(A, BOOT, 11);
    expect(vector.stamp(A, BOOT)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("give out copies of names", () => {
    const vector = new StateVector();
    const node = A.slice();
    vector.set(node, 0, 1);
    node.fill(0);
    for (const entry of vector) {
      entry.node.fill(0);
    }
    expect(rowsOf(vector)).toEqual([[toHex(A), 0, 1]]);
  });

  test("take names given as Buffer", () => {
    const vector = new StateVector();
    vector.set(Buffer.from(A), 0, 1);
    vector.set(Buffer.from(A), 0, 70_000);
    expect(toHex(vector.encode())).toBe(toHex(StateVector.decode(Buffer.from(vector.encode())).encode()));
    expect(vector.get(A)).toBe(70_000);
  });
});

describe("misuse", () => {
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "number %s is a RangeError",
    (number) => {
      const vector = new StateVector();
      expect(() => vector.set(A, 0, number)).toThrow(RangeError);
      expect(() => vector.set(A, number, 1)).toThrow(RangeError);
      expect(vector.size).toBe(0);
    },
  );

  test("a stamp of NaN is a RangeError", () => {
    const vector = new StateVector();
    expect(() => vector.set(A, 0, 1, Number.NaN)).toThrow(RangeError);
    expect(() => vector.apply(vector.compare(new StateVector()), Number.NaN)).toThrow(RangeError);
  });

  test("octets that are no name are refused before anything changed", () => {
    const vector = new StateVector();
    for (const bad of [
      Uint8Array.of(8),
      Uint8Array.of(0, 0),
      Uint8Array.of(8, 2, 1),
      new Uint8Array(65_536),
    ]) {
      expect(codeOf(() => vector.set(bad, 0, 1))).toBe("bad-name");
    }
    const range = { node: A, bootstrapTime: 0, low: 1, high: 1 };
    const newer = [range, { ...range, node: Uint8Array.of(9) }];
    expect(codeOf(() => vector.apply({ ...vector.compare(vector), newer }, 0))).toBe("bad-name");
    for (const bad of [
      { ...range, high: 1.5 },
      { ...range, high: 0 },
      { ...range, high: 2 ** 53 },
      { ...range, bootstrapTime: -1 },
    ]) {
      expect(() => vector.apply({ ...vector.compare(vector), newer: [range, bad] }, 0)).toThrow(RangeError);
    }
    expect(vector.size).toBe(0);
  });

  test("a bootstrap time is a RangeError in forms that cannot say it", () => {
    const vector = new StateVector();
    vector.set(A, BOOT, 1);
    for (const form of [v2Form, pythonForm]) {
      expect(() => vector.encode(form)).toThrow(RangeError);
      expect(() => vector.encodedSize(form)).toThrow(RangeError);
    }
  });
});

describe("encode", () => {
  test("gives the same array while nothing changes", () => {
    const vector = new StateVector();
    vector.set(A, BOOT, 1);
    const first = vector.encode();
    vector.set(A, BOOT, 1, 99);
    expect(vector.encode()).toBe(first);
  });

  test.each<[string, (vector: StateVector) => void]>([
    ["a number", (vector) => vector.set(A, BOOT, 2)],
    ["a number's width", (vector) => vector.set(A, BOOT, 1_000)],
    ["a bootstrap time of the same name", (vector) => vector.set(A, BOOT + 1, 1)],
    ["a row", (vector) => vector.set(AA, BOOT, 1)],
    ["a removal", (vector) => vector.set(A, BOOT, 0)],
    ["a few rows at once", (vector) => vector.merge(vectorWith(5))],
    ["many rows at once", (vector) => vector.merge(vectorWith(50))],
  ])("never changes octets given out before: %s", (_, change) => {
    const vector = new StateVector();
    vector.set(A, BOOT, 1);
    vector.set(B, BOOT, 1);
    const octets = vector.encode();
    const before = toHex(octets);
    change(vector);
    expect(toHex(octets)).toBe(before);
    expect(toHex(vector.encode())).not.toBe(before);
    expect(toHex(vector.encode())).toBe(toHex(StateVector.decode(vector.encode()).encode()));
  });

  // Rows of one name have 10 octets each here: both lengths, of the entry and of all, pass the edge.
  test.each([
    ["252 and 253", 256, 20, 40],
    ["65 535 and 65 536", 300, 6_530, 20],
  ])("keeps lengths in their shortest form across %s octets", (_, from, count, steps) => {
    const difference = {
      newer: Array.from({ length: count }, (_, i) => ({
        node: A,
        bootstrapTime: from + i,
        low: 1,
        high: 300,
      })),
      behind: 0,
      behindSince: Number.POSITIVE_INFINITY,
      refused: 0,
      maxBootstrapTime: 0,
    };
    const vector = new StateVector();
    vector.apply(difference, 0);
    const sizes = new Set<number>();
    for (let i = 0; i < 2 * steps; i++) {
      vector.set(A, from + count + (i < steps ? i : 2 * steps - 1 - i), i < steps ? 300 : 0);
      const octets = vector.encode();
      expect(octets.length).toBe(vector.encodedSize());
      expect(toHex(octets)).toBe(toHex(StateVector.decode(octets).encode()));
      sizes.add(octets.length);
    }
    expect(sizes.size).toBe(steps + 1);
    expect(vector.size).toBe(count);
  });
});

describe("clone", () => {
  test("is independent, both ways", () => {
    const vector = new StateVector();
    vector.set(A, BOOT, 1, 5);
    const before = toHex(vector.encode());
    const copy = vector.clone();
    copy.set(A, BOOT, 2, 6);
    expect(toHex(vector.encode())).toBe(before);
    copy.set(B, BOOT, 2, 6);
    vector.set(A, BOOT, 70_000, 7);
    expect(rowsOf(vector)).toEqual([[toHex(A), BOOT, 70_000]]);
    expect(rowsOf(copy)).toEqual([
      [toHex(A), BOOT, 2],
      [toHex(B), BOOT, 2],
    ]);
    expect([vector.stamp(A, BOOT), copy.stamp(A, BOOT)]).toEqual([7, 6]);
  });
});

describe("compare (section 3)", () => {
  test("says what they have and we lack, and how far they are behind", () => {
    const ours = new StateVector();
    ours.set(A, BOOT, 10, 100);
    ours.set(AA, BOOT, 5, 200);
    ours.set(B, BOOT, 7, 300);
    const theirs = new StateVector();
    theirs.set(A, BOOT, 12);
    theirs.set(A, BOOT + 9, 4);
    theirs.set(B, BOOT, 6);
    const difference = {
      newer: [
        { node: A, bootstrapTime: BOOT, low: 11, high: 12 },
        { node: A, bootstrapTime: BOOT + 9, low: 1, high: 4 },
      ],
      behind: 2,
      behindSince: 200,
      refused: 0,
      maxBootstrapTime: BOOT + 9,
    };
    expect(ours.compare(theirs)).toEqual(difference);
    expect(ours.compareEncoded(theirs.encode())).toEqual(difference);
  });

  test("equal vectors do not differ, whatever their stamps", () => {
    const ours = new StateVector();
    ours.set(A, BOOT, 10, 1);
    const theirs = new StateVector();
    theirs.set(A, BOOT, 10, 2);
    const nothing = {
      newer: [],
      behind: 0,
      behindSince: Number.POSITIVE_INFINITY,
      refused: 0,
      maxBootstrapTime: BOOT,
    };
    expect(ours.compare(theirs)).toEqual(nothing);
    expect(ours.compareEncoded(theirs.encode())).toEqual(nothing);
  });

  test("ranges keep their own names", () => {
    const theirs = new StateVector();
    theirs.set(A, 0, 1);
    const octets = theirs.encode().slice();
    const [range] = new StateVector().compareEncoded(octets).newer;
    octets.fill(0);
    expect(range?.node).toEqual(A);
  });
});

describe("apply and merge (section 3)", () => {
  test("raise rows and stamp the ones that changed", () => {
    const ours = new StateVector();
    ours.set(A, BOOT, 10, 1);
    ours.set(B, BOOT, 10, 1);
    const theirs = new StateVector();
    theirs.set(A, BOOT, 9);
    theirs.set(AA, BOOT, 3);
    theirs.set(B, BOOT, 11);
    const difference = ours.merge(theirs, 2);
    expect(difference.newer.map(({ low, high }) => [low, high])).toEqual([
      [11, 11],
      [1, 3],
    ]);
    expect([ours.get(A, BOOT), ours.get(AA, BOOT), ours.get(B, BOOT)]).toEqual([10, 3, 11]);
    expect([ours.stamp(A, BOOT), ours.stamp(AA, BOOT), ours.stamp(B, BOOT)]).toEqual([1, 2, 2]);
  });

  // One row is patched, a few are changed one by one, and many make a new layout.
  test.each([0, 2, 50])(
    "never lower a row that was raised since the comparison, beside %i others",
    (others) => {
      const ours = vectorWith(others);
      ours.set(A, BOOT, 4);
      const theirs = vectorWith(others, 1_000);
      theirs.set(A, BOOT, 5);
      const difference = ours.compare(theirs);
      ours.set(A, BOOT, 6, 1);
      ours.apply(difference, 2);
      expect([ours.get(A, BOOT), ours.stamp(A, BOOT)]).toEqual([6, 1]);
      for (const { node, seqNo } of vectorWith(others, 1_000)) {
        expect([ours.get(node, BOOT), ours.stamp(node, BOOT)]).toEqual([seqNo, 2]);
      }
    },
  );

  test.each([3, 300])("take ranges in any order, and repeated: %i of them", (count) => {
    const theirs = vectorWith(count);
    const difference = new StateVector().compare(theirs);
    const ours = vectorWith(2);
    const newer = [...difference.newer, ...difference.newer].reverse();
    ours.apply({ ...difference, newer }, 1);
    expect(rowsOf(ours)).toEqual(rowsOf(theirs));
  });
});
