import { createHash } from "node:crypto";
import { sha256 as portable } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { isSha256Of, sha256 } from "../src/sha256.js";

test.each([0, 1, 55, 56, 64, 300, 8800])(
  "the digest of %i octets is the same everywhere, plain octets",
  (size) => {
    const octets = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 251);
    expect(sha256(octets)).toEqual(portable(octets));
    expect(Buffer.from(sha256(octets)).toString("hex")).toBe(
      createHash("sha256").update(octets).digest("hex"),
    );
    expect(Object.getPrototypeOf(sha256(octets))).toBe(Uint8Array.prototype);
  },
);

test("a digest stays when another is made", () => {
  const one = sha256(Uint8Array.of(1));
  const before = one.slice();
  sha256(Uint8Array.of(2));
  expect(one).toEqual(before);
});

test("a digest is told from any other octets", () => {
  const octets = Uint8Array.of(1, 2, 3);
  const digest = portable(octets);
  expect(isSha256Of(digest, octets)).toBe(true);
  for (let i = 0; i < digest.length; i++) {
    const other = digest.slice();
    other[i]! ^= 0x80;
    expect(isSha256Of(other, octets)).toBe(false);
  }
  expect(isSha256Of(digest.subarray(0, 31), octets)).toBe(false);
  expect(isSha256Of(Uint8Array.of(...digest, 0), octets)).toBe(false);
  expect(isSha256Of(new Uint8Array(), octets)).toBe(false);
});
