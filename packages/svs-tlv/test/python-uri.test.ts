import { nameFromPythonUri, nameToPythonUri, pythonForm, StateVector } from "@svs/tlv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { name, nameOf } from "./arbitraries.js";
import { fromHex, nameToUri, toHex } from "./reference-vector.js";

function fromUri(uri: string): string | undefined {
  const octets = nameFromPythonUri(Buffer.from(uri));
  return octets && toHex(octets);
}

describe("URIs of the Python library", () => {
  test("every name has one, and it is that name's", () => {
    fc.assert(
      fc.property(name, (node) => {
        const uri = nameToPythonUri(node);
        expect(uri).toBe(nameToUri(toHex(node)));
        expect(fromUri(uri)).toBe(toHex(node));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, string]>([
    ["a number in a longer form than its shortest", "36020001"],
    ["a number above 2^64-1", "3609010000000000000000"],
    ["a number without octets", "3600"],
  ])("%s is escaped, since as a number it would come back as another name", (_, node) => {
    expect(nameToPythonUri(fromHex(node))).toMatch(/^\/54=/);
    expect(fromUri(nameToPythonUri(fromHex(node)))).toBe(node);
  });

  test.each<[string, string]>([
    ["", ""],
    ["/", ""],
    ["//", "0800"],
    ["///", "08000800"],
    ["a", "080161"],
    ["/a/", "080161"],
    ["/a//", "0801610800"],
    ["8=a", "080161"],
    ["/a b", "0803612062"],
    ["/%61%C3%b6", "080361c3b6"],
    ["/ö", "0802c3b6"],
    ["/...", "08032e2e2e"],
    ["/v=007", "360107"],
    ["/seq=18446744073709551615", "3a08ffffffffffffffff"],
    ["/65535=", "fdffff00"],
    ["/sha256digest=00ff", "010200ff"],
    ["/params-sha256=", "0200"],
  ])("%j is read as %s", (uri, node) => {
    expect(fromUri(uri)).toBe(node);
  });

  test.each([
    "/%",
    "/%4",
    "/%4g",
    "/%zz",
    "/=",
    "/a=b",
    "/1=2=3",
    "/0=a",
    "/65536=a",
    "/000008=a",
    "/v=",
    "/v=-1",
    "/v=1x",
  ])("%j is no name's", (uri) => {
    expect(fromUri(uri)).toBeUndefined();
  });

  test.each([
    "/seq=18446744073709551616",
    "/seq=100000000000000000000",
    "/sha256digest=0",
    "/sha256digest=0x",
    "/V=1",
  ])("%j is no name's either", (uri) => {
    expect(fromUri(uri)).toBeUndefined();
  });

  test("a name of more than 65 535 octets is none", () => {
    expect(fromUri("x".repeat(65_531))).toHaveLength(2 * 65_535);
    expect(fromUri("x".repeat(65_532))).toBeUndefined();
    expect(fromUri("x/".repeat(40_000))).toBeUndefined();
  });

  test("octets that are no name have none", () => {
    expect(() => nameToPythonUri(Uint8Array.of(8))).toThrow(expect.objectContaining({ code: "bad-name" }));
  });
});

test("names may have twice the octets of their URIs", () => {
  const vector = new StateVector();
  for (let i = 0; i < 9; i++) {
    vector.set(nameOf(...`${i}${"abcdefghij".repeat(9)}`), 0, 1);
  }
  expect(toHex(StateVector.decode(vector.encode(pythonForm), pythonForm).encode())).toBe(
    toHex(vector.encode()),
  );
});
