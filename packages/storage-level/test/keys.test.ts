import { Component, Name } from "@ndn/packet";
import fc from "fast-check";
import { expect, test } from "vitest";
import { idOf, isOwn, memberKey, memberRange, packetKey, packetKeyOf } from "../src/keys.js";

/** Few octets, and small ones: what begins alike is what could be confused. */
const octets = fc.uint8Array({ max: 2, maxLength: 3 });
const component = fc.record({ type: fc.integer({ min: 1, max: 8 }), value: octets });
const node = fc
  .array(component, { maxLength: 3 })
  .map((components) => new Name(components.map(({ type, value }) => new Component(type, value))));
const number = fc.constantFrom(0, 1, 2, 255, 256, 513, 2 ** 32, 2 ** 53 - 1);

test("a range has the keys of its member and its numbers, and no others", () => {
  fc.assert(
    fc.property(
      fc.record({ node, bootstrapTime: number, seqNo: number, segment: number }),
      fc.record({ node, bootstrapTime: number, low: number, high: number }),
      fc.boolean(),
      (stored, range, same) => {
        const member = same ? stored : range;
        const { gte, lt } = memberRange(member, range.low, range.high);
        const key = memberKey({ ...stored, name: stored.node, packet: gte, own: true }, packetKey(true, 7));
        const within = Buffer.compare(gte, key) <= 0 && Buffer.compare(key, lt) < 0;
        const expected =
          member.node.equals(stored.node) &&
          member.bootstrapTime === stored.bootstrapTime &&
          range.low <= stored.seqNo &&
          stored.seqNo <= range.high;
        expect(within).toBe(expected);
        expect(idOf(packetKeyOf(key))).toBe(7);
      },
    ),
    { numRuns: 20_000 },
  );
});

test("packets are in the order of their ids", () => {
  const ids = [0, 1, 255, 256, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1];
  for (const own of [true, false]) {
    const keys = ids.map((id) => packetKey(own, id));
    expect(keys.map(idOf)).toEqual(ids);
    expect(keys.map(isOwn)).toEqual(ids.map(() => own));
    expect(keys.toSorted(Buffer.compare)).toEqual(keys);
  }
});
