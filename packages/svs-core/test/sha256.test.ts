import { createHash } from "node:crypto";
import { sha256 as portable } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { sha256 } from "../src/sha256.js";

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
