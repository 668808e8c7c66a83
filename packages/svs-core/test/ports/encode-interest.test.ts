import { Component, FwHint, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { expect, test } from "vitest";
import { encodeInterest } from "../../src/ports/encode-interest.js";

const name = new Name("/alice/svs/8=%00%FF");
const { CanBePrefix, MustBeFresh, HopLimit, Lifetime, Nonce } = Interest;

test.each([
  ["a name alone", new Interest(name)],
  ["a name of 300 octets", new Interest(new Name([new Component(8, new Uint8Array(300))]))],
  [
    "a name that fills a length of one octet",
    new Interest(new Name([new Component(8, new Uint8Array(250))])),
  ],
  ["everything plain", new Interest(name, CanBePrefix, MustBeFresh, Lifetime(200), HopLimit(3))],
  ["a lifetime of 0", new Interest(name, Lifetime(0))],
  ["a lifetime of five octets", new Interest(name, Lifetime(2 ** 40 + 1), CanBePrefix)],
  ["a lifetime with a fraction", new Interest(name, Lifetime(1234.5))],
  ["a HopLimit of 0", new Interest(name, HopLimit(0))],
  ["a forwarding hint", new Interest(name, new FwHint([new Name("/far")]))],
])("an Interest with %s is encoded as by the encoder, with the Nonce that is given", (_, interest) => {
  for (const nonce of [0, 1, 0x89abcdef, 0xffffffff]) {
    const expected = Encoder.encode(new Interest(interest, Nonce(nonce)));
    expect(encodeInterest(interest, nonce)).toEqual(expected);
  }
  expect(interest.nonce).toBeUndefined();
});

test("an Interest with parameters is encoded likewise", async () => {
  const interest = new Interest(name, Uint8Array.of(1, 2, 3));
  await interest.updateParamsDigest();
  expect(encodeInterest(interest, 7)).toEqual(Encoder.encode(new Interest(interest, Nonce(7))));
});

test("an Interest without a name is refused, and keeps its Nonce", () => {
  const interest = new Interest(Nonce(5));
  expect(() => encodeInterest(interest, 7)).toThrow("empty Interest name");
  expect(interest.nonce).toBe(5);
});
