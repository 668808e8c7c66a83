import { python02Form, pythonForm, StateVector, v2Form } from "@svs/tlv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  name,
  type Row,
  referenceOf,
  rows,
  rowsWithoutTime,
  twoSides,
  vectorOf,
  wholeNumber,
} from "./arbitraries.js";
import { toHex, toPlain } from "./reference-vector.js";

function check<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void, numRuns = 400): void {
  fc.assert(fc.property(arbitrary, property), { numRuns });
}

function merged(a: readonly Row[], b: readonly Row[]): StateVector {
  const vector = vectorOf(a);
  vector.merge(vectorOf(b));
  return vector;
}

function hex(vector: StateVector): string {
  return toHex(vector.encode());
}

describe("a vector and the reference agree", () => {
  test("on its encoding in version 3, and decoding gives it back", () => {
    check(rows, (all) => {
      const vector = vectorOf(all);
      expect(hex(vector)).toBe(toHex(referenceOf(all).encode("v3")));
      expect(vector.encodedSize()).toBe(vector.encode().length);
      expect(hex(StateVector.decode(vector.encode()))).toBe(hex(vector));
    });
  });

  test.each([
    ["v2", v2Form],
    ["python", pythonForm],
  ] as const)("on its encoding in form %s, and decoding gives it back", (name, form) => {
    check(rowsWithoutTime, (all) => {
      const vector = vectorOf(all);
      const octets = vector.encode(form);
      expect(toHex(octets)).toBe(toHex(referenceOf(all).encode(name)));
      expect(vector.encodedSize(form)).toBe(octets.length);
      expect(hex(StateVector.decode(octets, form))).toBe(hex(vector));
    });
  });

  test("on the order of Python 0.2", () => {
    check(rowsWithoutTime, (all) => {
      expect(toHex(vectorOf(all).encode(python02Form))).toBe(
        toHex(referenceOf(all).encode("python", "lower-case")),
      );
    });
  });

  test("after any edits: patched and cold encodings are the same", () => {
    const edit = fc.record({
      node: name,
      bootstrapTime: fc.constantFrom(0, 1, 300),
      seqNo: wholeNumber,
      stamp: fc.nat(9),
      encode: fc.boolean(),
    });
    check(fc.array(edit, { maxLength: 40 }), (edits) => {
      const vector = new StateVector();
      const given: [Uint8Array, string][] = [];
      for (const { node, bootstrapTime, seqNo, stamp, encode } of edits) {
        vector.set(node, bootstrapTime, seqNo, stamp);
        if (encode) {
          given.push([vector.encode(), hex(vector)]);
        }
      }
      const reference = referenceOf(edits);
      expect(hex(vector)).toBe(toHex(reference.encode("v3")));
      for (const { node, bootstrapTime, stamp } of reference.sorted()) {
        expect(vector.stamp(Buffer.from(node, "hex"), Number(bootstrapTime))).toBe(stamp);
      }
      for (const [octets, before] of given) {
        expect(toHex(octets)).toBe(before);
      }
    });
  });

  test("on what differs, however it is compared", () => {
    check(
      twoSides,
      ([a, b]) => {
        const ours = vectorOf(a);
        const theirs = vectorOf(b);
        const expected = referenceOf(a).compare(referenceOf(b));
        const max = b.reduce((largest, { bootstrapTime }) => Math.max(largest, bootstrapTime), 0);
        const plain = toPlain(ours.compare(theirs));
        expect(plain).toEqual({ ...expected, maxBootstrapTime: max });
        expect(toPlain(ours.compareEncoded(theirs.encode()))).toEqual(plain);
      },
      2_000,
    );
  });

  test("on a merge and its stamps", () => {
    check(twoSides, ([a, b]) => {
      const ours = vectorOf(a);
      const reference = referenceOf(a);
      ours.merge(vectorOf(b), 4.5);
      reference.merge(referenceOf(b), 4.5);
      expect(hex(ours)).toBe(toHex(reference.encode("v3")));
      for (const { node, bootstrapTime, stamp } of reference.sorted()) {
        expect(ours.stamp(Buffer.from(node, "hex"), Number(bootstrapTime))).toBe(stamp);
      }
    });
  });
});

describe("comparing octets tells what comparing vectors does", () => {
  const change = fc.oneof(
    fc.record({ rows, bulk: fc.boolean(), encode: fc.boolean() }),
    fc.record({ remove: fc.nat(30), encode: fc.boolean() }),
  );

  test("while ours goes on changing, by one row or by many", () => {
    check(fc.array(fc.tuple(change, rows), { maxLength: 8 }), (changes) => {
      const ours = new StateVector();
      for (const [step, more] of changes) {
        if ("rows" in step) {
          const addition = vectorOf(step.rows);
          if (step.bulk) {
            ours.merge(addition, 1);
          } else {
            for (const row of step.rows) {
              ours.set(row.node, row.bootstrapTime, row.seqNo, row.stamp);
            }
          }
        } else {
          const gone = [...ours][step.remove];
          if (gone !== undefined) {
            ours.set(gone.node, gone.bootstrapTime, 0);
          }
        }
        if (step.encode) {
          ours.encode();
        }
        const theirs = StateVector.decode(ours.clone().encode());
        expect(ours.compareEncoded(theirs.encode())).toEqual(ours.compare(theirs));
        theirs.merge(vectorOf(more));
        expect(ours.compareEncoded(theirs.encode())).toEqual(ours.compare(theirs));
        expect(theirs.compareEncoded(ours.encode())).toEqual(theirs.compare(ours));
      }
    });
  });

  test("whatever the size", () => {
    const group = fc.record({
      members: fc.integer({ min: 1, max: 700 }),
      octets: fc.integer({ min: 1, max: 40 }),
      changes: fc.array(fc.tuple(fc.nat(699), fc.constantFrom(0, 1, 900, 999, 1001, 70_000)), {
        maxLength: 6,
      }),
    });
    check(
      group,
      ({ members, octets, changes }) => {
        const ours = new StateVector();
        const theirs = new StateVector();
        for (let member = 0; member < members; member++) {
          const node = new Uint8Array(4 + octets).fill(0x61);
          node.set([8, 2 + octets, member >> 8, member & 0xff]);
          ours.set(node, 5, 1000, member);
          const seqNo = changes.find(([changed]) => changed === member)?.[1] ?? 1000;
          theirs.set(node, 5, seqNo);
        }
        expect(ours.compareEncoded(theirs.encode())).toEqual(ours.compare(theirs));
      },
      200,
    );
  });
});

describe("merge (section 3)", () => {
  test("is commutative", () => {
    check(twoSides, ([a, b]) => {
      expect(hex(merged(a, b))).toBe(hex(merged(b, a)));
    });
  });

  test("is associative", () => {
    check(fc.tuple(twoSides, rows), ([[a, b], c]) => {
      const left = merged(a, b);
      left.merge(vectorOf(c));
      const right = vectorOf(a);
      right.merge(merged(b, c));
      expect(hex(left)).toBe(hex(right));
    });
  });

  test("is idempotent", () => {
    check(twoSides, ([a, b]) => {
      const once = merged(a, b);
      const before = once.encode();
      expect(once.merge(vectorOf(b)).newer).toEqual([]);
      expect(once.encode()).toBe(before);
    });
  });

  test("never lowers a row, and leaves nothing newer", () => {
    check(twoSides, ([a, b]) => {
      const ours = vectorOf(a);
      const result = merged(a, b);
      expect(ours.compare(result).behind).toBe(0);
      expect(result.compare(ours).newer).toEqual([]);
      expect(result.compare(vectorOf(b)).newer).toEqual([]);
    });
  });
});

test("what is newer one way is behind the other way", () => {
  check(twoSides, ([a, b]) => {
    const there = vectorOf(a).compare(vectorOf(b));
    const back = vectorOf(b).compare(vectorOf(a));
    expect([there.newer.length, there.behind]).toEqual([back.behind, back.newer.length]);
  });
});
