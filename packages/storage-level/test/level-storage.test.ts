import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import type { StoredPacket } from "@svs/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LevelStorage } from "../src/index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "svs-level-"));
});
afterEach(() => rm(folder, { recursive: true }));

function packet(seqNo: number, changes: Partial<StoredPacket> = {}): StoredPacket {
  return {
    name: new Name(`/alice/g/t=1/seq=${seqNo}`),
    node: new Name("/alice"),
    bootstrapTime: 1,
    seqNo,
    segment: 0,
    packet: Uint8Array.of(seqNo, 1, 2, 3),
    own: true,
    ...changes,
  };
}

/** With names as text: a Name remembers what it was asked before. */
function plainly(record: object): unknown {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, value instanceof Name ? String(value) : value]),
  );
}

test("what was stored is there when the storage is opened again", async () => {
  const node = new Name("/alice");
  {
    await using storage = await LevelStorage.open(folder);
    await storage.publications.put(packet(1));
    await storage.publications.put(packet(2));
    await storage.state.save({ own: { node, bootstrapTime: 1, seqNo: 2 }, known: Uint8Array.of(1, 2) });
  }
  await using storage = await LevelStorage.open(folder);
  expect(storage.publications.byteLength).toBe(8);
  expect(await storage.publications.get(packet(1).name)).toEqual(packet(1).packet);
  const held: unknown[] = [];
  for await (const one of storage.publications.range({ node, bootstrapTime: 1, low: 1, high: 9 })) {
    held.push(plainly(one));
  }
  expect(held).toEqual([plainly(packet(1)), plainly(packet(2))]);
  const { own, ...vectors } = await storage.state.load();
  expect(own.map(plainly)).toEqual([plainly({ node, bootstrapTime: 1, seqNo: 2 })]);
  expect(vectors).toEqual({
    known: Uint8Array.of(1, 2),
    delivered: undefined,
  });
  await expect(LevelStorage.open(folder)).rejects.toMatchObject({ code: "store-in-use" });
});
