import { mkdir, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import { ClassicLevel } from "classic-level";
import { expect, test } from "vitest";
import { type RoomId, roomFolder } from "../src/room-folder.js";
import { RoomStore } from "../src/room-store.js";
import { useFolder } from "./use-folder.js";

const ID: RoomId = {
  group: new Name("/svs"),
  dialect: { name: "v3-shared" },
  keyId: undefined,
  node: new Name("/alice"),
};
const place = useFolder();

const open = (where = place()): Promise<RoomStore> => RoomStore.open(where, ID);

test("what is kept is there again, and for the user alone", async () => {
  const inside = join(place(), "a", "b");
  const own = { node: ID.node, bootstrapTime: 5, seqNo: 3 };
  {
    await using store = await open(inside);
    await store.state.save({ own });
    await store.shown.append({ ...own, own: true });
  }
  await using store = await open(inside);
  expect((await store.state.load()).own).toEqual([
    { ...own, node: expect.toSatisfy((node) => ID.node.equals(node)) },
  ]);
  expect(store.shown.has(own)).toBe(true);
  for (let folder = roomFolder(inside, ID); folder !== place(); folder = join(folder, "..")) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  }
});

test("one chat has it at a time", async () => {
  await using _ = await open();
  await expect(open()).rejects.toMatchObject({
    code: "store-in-use",
    message:
      "/alice is in /svs already, in another chat of yours; leave that one, or take another name (-n).",
  });
  await using other = await RoomStore.open(place(), { ...ID, node: new Name("/bob") });
  expect(other.shown.messages).toEqual([]);
});

test("damage is told, with the folder and what to do", async () => {
  await (await open())[Symbol.asyncDispose]();
  const folder = roomFolder(place(), ID);
  await rm(join(folder, "store", "CURRENT"));
  const damaged = {
    code: "store-damaged",
    message: `What is kept in ${folder} is damaged; delete that folder, and what the others have comes back, or name another place (--store DIR).`,
  };
  await expect(open()).rejects.toMatchObject(damaged);
});

test("what a newer program wrote is left alone", async () => {
  await (await open())[Symbol.asyncDispose]();
  const folder = roomFolder(place(), ID);
  const level = new ClassicLevel<Uint8Array, string>(join(folder, "store"), { keyEncoding: "view" });
  const [mark] = await level
    .iterator()
    .next()
    .then((entry) => entry!);
  expect(await level.get(mark)).toBe("@svs/storage-level 1");
  await level.put(mark, "@svs/storage-level 1000");
  await level.close();
  await expect(open()).rejects.toMatchObject({
    code: "store-incompatible",
    message: `What is kept in ${folder} was written by a newer svs-chat, or by something else; use a newer one, or name another place (--store DIR).`,
  });
});

test("a place where nothing can be kept is told, with what to do", async () => {
  const file = join(place(), "file");
  await writeFile(file, "");
  const folder = roomFolder(join(file, "place"), ID);
  await expect(open(join(file, "place"))).rejects.toMatchObject({
    code: "store-failed",
    message: `What is said cannot be kept in ${folder}: there is a file on the way, where a folder should be; name another place (--store DIR), or keep nothing (--ephemeral).`,
  });
});

test("a place where the file system lets nothing be made is told, and not tried for ever", async () => {
  await expect(open("/proc/self")).rejects.toMatchObject({ code: "store-failed" });
});

test("a log that cannot be read is told, and nothing is left open", async () => {
  await (await open())[Symbol.asyncDispose]();
  const shown = join(roomFolder(place(), ID), "shown");
  await mkdir(shown);
  await expect(open()).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining(`: ${shown} cannot be used: EISDIR: `),
  });
  await rmdir(shown);
  await (await open())[Symbol.asyncDispose]();
});
