import { AltUri, Name } from "@ndn/packet";
import { python02Form, pythonForm, StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { cutPythonVector } from "../../src/dialect/python-vector-parts.js";

const vector = new StateVector();
for (let i = 0; i < 10; i++) {
  vector.set(new Name(`/m${i}`).value, 0, i + 1, i);
}
/** Two octets, "/m0", three octets. */
const ENTRY = 8;

function cut(partSize: number, form = pythonForm): readonly Uint8Array[] {
  return cutPythonVector(vector.encode(form), partSize).parts;
}

function ids(part: Uint8Array): string {
  return [...StateVector.decode(part, pythonForm)].map(({ node }) => AltUri.ofName(new Name(node))).join(" ");
}

test("a vector is cut between entries, newest first", () => {
  const parts = cut(3 * ENTRY + 1);
  expect(parts.map(ids)).toEqual(["/m7 /m8 /m9", "/m4 /m5 /m6", "/m1 /m2 /m3", "/m0"]);
  expect(Buffer.concat(parts.map((part) => part.subarray(2)))).toEqual(
    Buffer.from(vector.encode(pythonForm).subarray(2)),
  );
});

test("it is cut in the other order too", () => {
  expect(cut(5 * ENTRY, python02Form).map(ids)).toEqual(["/m0 /m1 /m2 /m3 /m4", "/m5 /m6 /m7 /m8 /m9"]);
});

test("parts hold at least one entry, and are at least one", () => {
  expect(cut(1)).toHaveLength(10);
  expect(cutPythonVector(new StateVector().encode(pythonForm), 1).parts).toEqual([Uint8Array.of(201, 0)]);
});

test("the total is the sum of all numbers, whatever the cut", () => {
  expect(cutPythonVector(vector.encode(pythonForm), ENTRY).total).toBe(55);
});
