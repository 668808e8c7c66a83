import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commonLength, nativeCommonLength, portableCommonLength, type Viewed } from "../src/common-length.js";
import { viewOf } from "../src/view-of.js";

const viewed = (octets: Uint8Array): Viewed => ({ octets, words: viewOf(octets) });
const native = nativeCommonLength(Buffer.prototype.compare);

describe.each([
  ["native", native],
  ["portable", portableCommonLength],
])("the %s length of what is alike", (_, measure) => {
  const case_ = fc
    .record({
      length: fc.integer({ min: 0, max: 20_000 }),
      aAt: fc.integer({ min: 1, max: 9 }),
      bAt: fc.nat(9),
    })
    .chain((common) =>
      fc.record({ common: fc.constant(common), differing: fc.array(fc.nat(common.length)) }),
    );

  test("is the place of the first difference", () => {
    fc.assert(
      fc.property(case_, ({ common: { length, aAt, bAt }, differing }) => {
        // What lies outside differs, so that reading too far would show.
        const a = new Uint8Array(aAt + length + 9).fill(1);
        const b = new Uint8Array(bAt + length + 9).fill(2);
        for (let i = 0; i < length; i++) {
          a[aAt + i] = i;
          b[bAt + i] = differing.includes(i) ? i + 128 : i;
        }
        const expected = Math.min(length, ...differing);
        expect(measure(viewed(a), aAt, viewed(b), bAt, length)).toBe(expected);
        expect(measure(viewed(a.subarray(1)), aAt - 1, viewed(b), bAt, length)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("counts octets that no number tells apart", () => {
    const zero = new Uint8Array(100);
    const minusZero = new Uint8Array(100).fill(0x80, 80, 81);
    expect(measure(viewed(zero), 0, viewed(minusZero), 0, 100)).toBe(80);
    const nan = new Uint8Array(100).fill(0xff);
    expect(measure(viewed(nan), 0, viewed(nan.slice()), 0, 100)).toBe(100);
  });
});

test("Node.js compares natively", () => {
  expect(commonLength).not.toBe(portableCommonLength);
});
