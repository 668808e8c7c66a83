import {
  decodeMapping,
  encodeMapping,
  type MalformedTlvCode,
  MalformedTlvError,
  type MappingData,
} from "@svs/tlv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { name, nameOf, wholeNumber } from "./arbitraries.js";
import { nni, tlv } from "./reference-vector.js";

const NODE = nameOf("node");
const APP = nameOf("app", "data");

/** A MappingEntry as a peer may write it. */
function entry(seqNo: bigint, ...extra: Uint8Array[]): Uint8Array {
  return tlv(206, tlv(204, nni(seqNo)), tlv(7, APP), ...extra);
}

function mapping(...entries: Uint8Array[]): Uint8Array {
  return tlv(205, tlv(7, NODE), ...entries);
}

describe("mapping data (SVS-PS, Name Mapping)", () => {
  test("decoding gives back what was encoded", () => {
    const extra = fc
      .array(fc.tuple(fc.constantFrom(33, 56, 300), fc.uint8Array({ maxLength: 9 })), { maxLength: 3 })
      .map((elements) => Uint8Array.from(Buffer.concat(elements.map(([type, value]) => tlv(type, value)))));
    const seqNo = wholeNumber.map((value) => Math.max(value, 1));
    const arbitrary: fc.Arbitrary<MappingData> = fc.record(
      {
        node: name,
        entries: fc.array(fc.record({ seqNo, name, extra }, { noNullPrototype: true }), { maxLength: 9 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(arbitrary, (data) => {
        expect(decodeMapping(encodeMapping(data))).toEqual(data);
      }),
    );
  });

  test("entries keep their order, and any further element is kept as it is", () => {
    const timestamp = tlv(56, Uint8Array.of(1, 2, 3, 4));
    const octets = mapping(entry(9n), tlv(254), entry(2n, timestamp, tlv(31)));
    expect(decodeMapping(octets)).toEqual({
      node: NODE,
      entries: [
        { seqNo: 9, name: APP, extra: new Uint8Array(0) },
        { seqNo: 2, name: APP, extra: Uint8Array.from([...timestamp, ...tlv(31)]) },
      ],
    });
  });

  test("entries with an unusable number are left out", () => {
    const octets = mapping(entry(0n), entry(1n), entry(2n ** 53n), entry(2n ** 64n - 1n));
    expect(decodeMapping(octets).entries.map(({ seqNo }) => seqNo)).toEqual([1]);
  });

  test("what was decoded is a copy", () => {
    const octets = mapping(entry(1n, tlv(56, Uint8Array.of(7))));
    const decoded = decodeMapping(octets);
    octets.fill(0);
    expect(decoded).toEqual({
      node: NODE,
      entries: [{ seqNo: 1, name: APP, extra: tlv(56, Uint8Array.of(7)) }],
    });
  });

  test.each<[string, Uint8Array, MalformedTlvCode, number]>([
    ["another element", tlv(201), "wrong-type", 0],
    ["octets behind", Uint8Array.from([...mapping(), 0]), "trailing", 2 + 2 + NODE.length],
    ["no node", tlv(205, entry(1n)), "wrong-type", 2],
    ["a critical element", mapping(tlv(207)), "unknown-critical", 10],
    ["an entry without number", mapping(tlv(206, tlv(7, APP))), "wrong-type", 12],
    ["an entry without name", mapping(tlv(206, tlv(204, nni(1n)))), "wrong-type", 15],
    ["a bad number", mapping(tlv(206, tlv(204), tlv(7, APP))), "bad-number", 12],
    ["a bad name", mapping(tlv(206, tlv(204, nni(1n)), tlv(7, Uint8Array.of(8)))), "bad-name", 17],
    ["a bad node", tlv(205, tlv(7, Uint8Array.of(0, 0))), "bad-name", 4],
    ["a further element that is cut off", mapping(entry(1n, Uint8Array.of(56, 1))), "truncated", 28],
  ])("malformed: %s", (_, octets, code, offset) => {
    expect(() => decodeMapping(octets)).toThrow(MalformedTlvError);
    expect(() => decodeMapping(octets)).toThrow(expect.objectContaining({ code, offset }));
  });

  test.each([0, -1, 1.5, 2 ** 53])("number %s is not encoded", (seqNo) => {
    const data = { node: NODE, entries: [{ seqNo, name: APP, extra: new Uint8Array(0) }] };
    expect(() => encodeMapping(data)).toThrow(RangeError);
  });

  test("octets that are no name or no elements are not encoded", () => {
    const good = { seqNo: 1, name: APP, extra: new Uint8Array(0) };
    for (const bad of [
      { node: Uint8Array.of(8), entries: [good] },
      { node: NODE, entries: [{ ...good, name: Uint8Array.of(8) }] },
      { node: NODE, entries: [{ ...good, extra: Uint8Array.of(56, 1) }] },
    ]) {
      expect(() => encodeMapping(bad)).toThrow(MalformedTlvError);
    }
  });
});
