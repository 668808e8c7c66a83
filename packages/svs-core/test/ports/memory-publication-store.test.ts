import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { MemoryPublicationStore, type StoredPacket } from "../../src/index.js";

function packet(name: string, size: number, changes: Partial<StoredPacket> = {}): StoredPacket {
  return {
    name: new Name(name),
    node: new Name("/alice"),
    bootstrapTime: 1,
    seqNo: 1,
    segment: 0,
    packet: new Uint8Array(size).fill(size),
    own: false,
    ...changes,
  };
}

test("a packet is found by its name, and by a prefix only when that is asked for", async () => {
  const store = new MemoryPublicationStore();
  await store.put(packet("/alice/g/seq=1/v=0/seg=1", 11, { segment: 1 }));
  await store.put(packet("/alice/g/seq=1/v=0/seg=0", 10));
  const prefix = new Name("/alice/g/seq=1");
  expect(await store.get(prefix)).toBeUndefined();
  expect(await store.get(prefix, { canBePrefix: true })).toHaveLength(10);
  expect(await store.get(new Name("/alice/g/seq=1/v=0/seg=1"))).toHaveLength(11);
  expect(await store.get(new Name("/alice/g/seq=2"), { canBePrefix: true })).toBeUndefined();
  expect(await store.has(prefix)).toBe(false);
  expect(await store.has(new Name("/alice/g/seq=1/v=0/seg=0"))).toBe(true);
});

test("the same octets again change nothing; other octets are a conflict", async () => {
  const store = new MemoryPublicationStore();
  await store.put(packet("/a", 5));
  await store.put(packet("/a", 5));
  expect(store.byteLength).toBe(5);
  await expect(store.put(packet("/a", 6))).rejects.toMatchObject({ code: "store-conflict" });
  expect(await store.get(new Name("/a"))).toHaveLength(5);
});

test("a full store evicts what others published, the oldest first, and never its own", async () => {
  const store = new MemoryPublicationStore({ byteLimit: 30 });
  await store.put(packet("/own", 10, { own: true }));
  await store.put(packet("/b", 10));
  await store.put(packet("/a", 10));
  await store.put(packet("/c", 10));
  expect(await store.has(new Name("/b"))).toBe(false);
  expect(await store.has(new Name("/a"))).toBe(true);
  expect(await store.has(new Name("/own"))).toBe(true);
  expect(store.byteLength).toBe(30);
});

test("what evicting cannot make room for is refused, and evicts nothing", async () => {
  const store = new MemoryPublicationStore({ byteLimit: 30 });
  await store.put(packet("/own", 20, { own: true }));
  await store.put(packet("/b", 10));
  await expect(store.put(packet("/c", 11))).rejects.toMatchObject({ code: "store-full" });
  expect(await store.has(new Name("/b"))).toBe(true);
});

test("a range gives the packets held, by number and segment", async () => {
  const store = new MemoryPublicationStore();
  await store.put(packet("/3", 3, { seqNo: 3 }));
  await store.put(packet("/1b", 2, { seqNo: 1, segment: 1 }));
  await store.put(packet("/1a", 1, { seqNo: 1, segment: 0 }));
  await store.put(packet("/9", 9, { seqNo: 9 }));
  await store.put(packet("/other", 4, { seqNo: 2, bootstrapTime: 2 }));
  const sizes: number[] = [];
  const range = { node: new Name("/alice"), bootstrapTime: 1, low: 1, high: Number.MAX_SAFE_INTEGER - 1 };
  for await (const { packet: octets } of store.range({ ...range, high: 8 })) {
    sizes.push(octets.length);
  }
  expect(sizes).toEqual([1, 2, 3]);
});

test("a deleted packet is gone from the names, the ranges and the octets", async () => {
  const store = new MemoryPublicationStore();
  await store.put(packet("/a", 5));
  expect(await store.delete(new Name("/a"))).toBe(true);
  expect(await store.delete(new Name("/a"))).toBe(false);
  expect(store.byteLength).toBe(0);
  for await (const left of store.range({ node: new Name("/alice"), bootstrapTime: 1, low: 1, high: 1 })) {
    expect.fail(`${left.name} is still in the range`);
  }
  await store.put(packet("/a", 6));
  expect(store.byteLength).toBe(6);
});

test("a closed store says so", async () => {
  const store = new MemoryPublicationStore();
  await store.close();
  await expect(store.get(new Name("/a"))).rejects.toMatchObject({ code: "closed" });
  await expect(store.put(packet("/a", 1))).rejects.toMatchObject({ code: "closed" });
});

test("a limit that holds nothing is refused", () => {
  expect(() => new MemoryPublicationStore({ byteLimit: 0 })).toThrow(/byteLimit/);
  expect(() => new MemoryPublicationStore({ packetLimit: 0.5 })).toThrow(/packetLimit/);
});
