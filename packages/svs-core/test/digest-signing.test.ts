import { Data, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { expect, test } from "vitest";
import { digestSigning, isKnownGood } from "../src/digest-signing.js";
import { encodeDigestData } from "../src/encode-digest-data.js";

async function signed(): Promise<Uint8Array> {
  const data = new Data(new Name("/d"), Uint8Array.of(1, 2, 3));
  await digestSigning.sign(data);
  return Encoder.encode(data);
}

test("a Data with its digest is known to be good at once, and whatever is changed in it is not", async () => {
  const octets = await signed();
  expect(isKnownGood(Decoder.decode(octets, Data))).toBe(true);
  const verdicts = { alike: 0, other: 0 };
  for (let i = 2; i < octets.length; i++) {
    const changed = octets.slice();
    changed[i]! ^= 1;
    let data: Data;
    try {
      data = Decoder.decode(changed, Data);
    } catch {
      continue;
    }
    const good = await digestSigning.verify(data).then(
      () => true,
      () => false,
    );
    expect(good).toBe(false);
    verdicts[isKnownGood(data) === good ? "alike" : "other"]++;
  }
  expect(verdicts.alike).toBeGreaterThan(20);
  expect(verdicts.other).toBe(0);
});

test("a Data without signature is not known to be good, and that is all that comes of it", async () => {
  const data = new Data(new Name("/d"));
  data.sigInfo.type = 0;
  expect(isKnownGood(data)).toBe(false);
  await new Promise(setImmediate); // a rejection that nobody looks at would end the run
});

test.each([
  ["nothing beside its name", new Data(new Name("/d"))],
  ["a content of one octet", new Data(new Name("/d/e"), Uint8Array.of(7))],
  ["a content whose length takes three octets", new Data(new Name("/d"), new Uint8Array(300).fill(1))],
  ["a large content", new Data(new Name("/d"), new Uint8Array(70_000).fill(2))],
  ["a freshness", new Data(new Name("/d"), Data.FreshnessPeriod(10_000), Uint8Array.of(1))],
  ["a freshness of five octets", new Data(new Name("/d"), Data.FreshnessPeriod(2 ** 40))],
])("a Data with %s is signed and encoded at once as by signer and encoder", async (_, data) => {
  const octets = encodeDigestData(data);
  expect(octets.length).toBe(octets.buffer.byteLength);
  expect(isKnownGood(Decoder.decode(octets, Data))).toBe(true);
  await digestSigning.sign(data);
  expect(octets).toEqual(Encoder.encode(data));
});
