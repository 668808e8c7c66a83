import { Data, Name } from "@ndn/packet";
import { digestSigning } from "@svs/core";
import { expect, test } from "vitest";
import { GroupKey } from "../src/index.js";

const GROUP = "/room";
const ID = { node: new Name("/alice"), bootstrapTime: 1, seqNo: 2 };
const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const content = new TextEncoder().encode("between you and me");

test("the same words are the same key, other words and other groups are not", async () => {
  const ids = await Promise.all(
    [
      GroupKey.fromWords("correct horse battery", GROUP),
      GroupKey.fromWords("  correct  horse\tbattery ", GROUP),
      GroupKey.fromWords("correct horse batterie", GROUP),
      GroupKey.fromWords("correct horse battery", "/other"),
    ].map(async (key) => Buffer.from((await key).id).toString("hex")),
  );
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
});

test.each([
  ["words", () => GroupKey.fromWords(" seven77 ", GROUP), /has 7 characters; take 8/],
  [
    "a secret",
    () => GroupKey.fromSecret(new Uint8Array(15), GROUP),
    /has 16 octets at the least, and this one 15/,
  ],
])("%s that are too short are refused", async (_, make, message) => {
  await expect(make()).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringMatching(message),
  });
});

test("a key signs for those who have it, and for nobody else", async () => {
  const ours = (await GroupKey.fromSecret(secret(1), GROUP)).security();
  const theirs = (await GroupKey.fromSecret(secret(2), GROUP)).security();
  const data = new Data("/alice/1", content);
  await ours.publicationSigner.sign(data);
  await ours.publicationVerifier.verify(data);
  await expect(theirs.publicationVerifier.verify(data)).rejects.toMatchObject({ code: "bad-signature" });
  await digestSigning.sign(data);
  await expect(ours.syncVerifier.verify(data)).rejects.toMatchObject({ code: "wrong-signature-type" });
});

test("a sealed content opens under its own coordinates alone, whatever octet was changed", async () => {
  const { publicationCipher: cipher } = (await GroupKey.fromSecret(secret(1), GROUP)).security();
  const sealed = await cipher.seal(content, ID);
  expect(sealed.length).toBe(content.length + cipher.overhead);
  expect(Buffer.from(sealed).includes(Buffer.from(content))).toBe(false);
  expect(await cipher.open(sealed, ID)).toEqual(content);
  for (const other of [
    { ...ID, seqNo: 3 },
    { ...ID, bootstrapTime: 2 },
    { ...ID, node: new Name("/alice/x") },
  ]) {
    await expect(cipher.open(sealed, other)).rejects.toMatchObject({
      code: "undecryptable",
      message: expect.stringContaining("another publication's"),
    });
  }
  for (let i = 0; i < sealed.length; i++) {
    const changed = sealed.slice();
    changed[i]! ^= 1;
    await expect(cipher.open(changed, ID)).rejects.toMatchObject({
      code: i >= 1 && i < 9 ? "unknown-key" : "undecryptable",
      message: expect.stringContaining(
        i === 0 ? "not encrypted as this group's" : i < 9 ? "with another key" : "it was changed",
      ),
    });
  }
  await expect(cipher.open(sealed.subarray(0, 36), ID)).rejects.toThrow("not encrypted as this group's");
  expect(await cipher.open(await cipher.seal(new Uint8Array(), ID), ID)).toEqual(new Uint8Array());
});

test("no two contents share an initialization vector, and one content is always sealed alike", async () => {
  const { publicationCipher: cipher } = (await GroupKey.fromSecret(secret(1), GROUP)).security();
  const vector = async (octets: Uint8Array, seqNo: number): Promise<string> =>
    Buffer.from((await cipher.seal(octets, { ...ID, seqNo })).subarray(9, 21)).toString("hex");
  const vectors = new Set<string>();
  for (let i = 0; i < 200; i++) {
    vectors.add(await vector(Uint8Array.of(i), 1));
    vectors.add(await vector(content, i + 2));
  }
  expect(vectors.size).toBe(400);
  expect(await vector(content, 2)).toBe(await vector(content, 2));
});

test("the octets are those that the README describes", async () => {
  const { publicationCipher: cipher } = (await GroupKey.fromSecret(secret(7), GROUP)).security();
  expect(Buffer.from(await cipher.seal(Uint8Array.of(1, 2, 3), ID)).toString("hex")).toMatchInlineSnapshot(
    `"01ac7e7690dbd806043de5b5de7a9681c3fd9860bca3c3cb44407b645aa49ea68b82af16d675e9c3"`,
  );
});
