import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { storeFinding } from "../../src/doctor/store-finding.js";
import { type RoomId, roomFolder } from "../../src/room-folder.js";
import { RoomStore } from "../../src/room-store.js";
import { useFolder } from "../use-folder.js";

const GROUP = new Name("/svs");
const folder = useFolder();

function room(node: string, rest: Partial<RoomId> = {}): RoomId {
  return { group: GROUP, dialect: { name: "v3-shared" }, keyId: undefined, node: new Name(node), ...rest };
}

test("where nothing is yet, nothing is made", async () => {
  const place = join(folder(), "a", "b");
  expect(await storeFinding(place, GROUP)).toEqual({
    verdict: "ok",
    sentence: `What is said in /svs will be kept in ${place}; nothing of it is there yet.`,
  });
  expect(await readdir(folder())).toEqual([]);
});

test("the rooms of the group are counted, those that are in use, too", async () => {
  const place = folder();
  await using _ = await RoomStore.open(place, room("/alice"));
  const sentence = async (): Promise<string> => (await storeFinding(place, GROUP)).sentence;
  expect(await sentence()).toMatch(/^What is said in \/svs is kept in \S+: 1 room in \d kB\.$/);
  await using _bob = await RoomStore.open(place, room("/bob", { keyId: Uint8Array.of(1) }));
  await using _carol = await RoomStore.open(place, room("/carol"));
  await using _other = await RoomStore.open(place, room("/bob", { group: new Name("/other") }));
  await writeFile(join(roomFolder(place, room("/alice")), "store", "000099.ldb"), new Uint8Array(1_234_567));
  expect(await sentence()).toMatch(/^What is said in \/svs is kept in \S+: 3 rooms in 1\.2 MB\.$/);
});

test("what is in the way fails, with what to do", async () => {
  await writeFile(join(folder(), "file"), "");
  for (const [place, why] of [
    [join(folder(), "file"), "there is a file on the way, where a folder should be"],
    [join(folder(), "file", "place"), "there is a file on the way, where a folder should be"],
  ] as const) {
    expect(await storeFinding(place, GROUP)).toEqual({
      verdict: "failed",
      sentence: `What is said cannot be kept in ${join(place, "+svs")}: ${why}; name another place (--store DIR), or keep nothing (--ephemeral).`,
    });
  }
});

test("a place that may only be read fails, but for the superuser", async () => {
  const place = join(folder(), "place");
  await mkdir(place, 0o500);
  const { verdict, sentence } = await storeFinding(place, GROUP);
  expect(verdict).toBe(process.getuid?.() === 0 ? "ok" : "failed");
  expect(sentence).toContain(
    verdict === "ok" ? "nothing of it is there yet" : ": you are not permitted to; name another place",
  );
});
