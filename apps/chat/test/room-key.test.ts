import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Data, Name } from "@ndn/packet";
import { pythonShared, v3Shared } from "@svs/core/dialects";
import { GroupKey } from "@svs/security";
import { afterEach, beforeEach, expect, test } from "vitest";
import { roomKey } from "../src/room-key.js";

const GROUP = new Name("/svs");
const WORDS = "some words of ours";
const nothing = { words: undefined, file: undefined, ambient: undefined };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "svs-secret-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a room is open when nobody says a secret", async () => {
  expect(await roomKey(nothing, GROUP, v3Shared)).toBeUndefined();
  expect(await roomKey({ ...nothing, ambient: "" }, GROUP, v3Shared)).toBeUndefined();
});

test("words, a file and the environment say the same", async () => {
  const file = join(folder, "secret");
  await writeFile(file, `${WORDS}\n`);
  const { publicationVerifier } = (await GroupKey.fromWords(WORDS, GROUP)).security();
  for (const source of [
    { words: WORDS },
    { file },
    { ambient: WORDS },
    { words: WORDS, ambient: "others" },
  ]) {
    const data = new Data("/x");
    const key = await roomKey({ ...nothing, ...source }, GROUP, v3Shared);
    await key!.security().publicationSigner.sign(data);
    await publicationVerifier.verify(data);
  }
});

test.each([
  ["too short", { words: "short" }, v3Shared, /has 5 characters/],
  [
    "a file that is not there",
    { file: "/nowhere/secret" },
    v3Shared,
    /could not be read from \/nowhere\/secret/,
  ],
  ["another dialect", { words: WORDS }, pythonShared, /speaks version 3, and not python-shared/],
])("%s is told in a sentence", async (_, source, dialect, message) => {
  await expect(roomKey({ ...nothing, ...source }, GROUP, dialect)).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringMatching(message),
  });
});
