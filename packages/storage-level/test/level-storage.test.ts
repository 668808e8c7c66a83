import { writeFile } from "node:fs/promises";
import { ClassicLevel } from "classic-level";
import { MemoryLevel } from "memory-level";
import { describe, expect, test } from "vitest";
import { LevelStorage } from "../src/index.js";
import { useFolder } from "./support/folder.js";
import { alice, packet } from "./support/packet.js";

const folder = useFolder();

describe("a folder", () => {
  test("is made, and holds both stores of a member", async () => {
    const one = await packet(1);
    const path = folder.fresh();
    {
      await using storage = await LevelStorage.open(path);
      await storage.publications.put(one);
      await storage.state.save({ own: { node: alice, bootstrapTime: 1, seqNo: 1 } });
    }
    await using storage = await LevelStorage.open(path);
    expect(await storage.publications.get(one.name)).toEqual(one.packet);
    const { own } = await storage.state.load();
    expect(own.map(({ node, seqNo }) => `${node} #${seqNo}`)).toEqual(["/8=alice #1"]);
  });

  test("belongs to one storage at a time", async () => {
    const path = folder.fresh();
    const first = await LevelStorage.open(path);
    await expect(LevelStorage.open(path)).rejects.toMatchObject({
      code: "store-in-use",
      message: `The store in ${path} is open already, in this process or another one; a store belongs to one member.`,
    });
    await first.close();
    await (await LevelStorage.open(path)).close();
  });

  test("must be one, and have a name", async () => {
    await expect(LevelStorage.open("")).rejects.toMatchObject({ code: "invalid-argument" });
    const path = folder.fresh();
    await writeFile(path, "not a folder");
    await expect(LevelStorage.open(path)).rejects.toMatchObject({ code: "store-failed" });
  });

  test("has limits above 0, and is free again when it was refused", async () => {
    const path = folder.fresh();
    for (const byteLimit of [0, -1, Number.NaN]) {
      await expect(LevelStorage.open(path, { byteLimit })).rejects.toMatchObject({
        code: "invalid-argument",
        message: "byteLimit must be a number of octets above 0.",
      });
    }
    for (const packetLimit of [0, -1, Number.NaN]) {
      await expect(LevelStorage.open(path, { packetLimit })).rejects.toMatchObject({
        code: "invalid-argument",
        message: "packetLimit must be a number of packets, 1 or more.",
      });
    }
    await using storage = await LevelStorage.open(path);
    expect(storage.publications.byteLimit).toBe(2 ** 30);
    expect(storage.publications.packetLimit).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the two stores", () => {
  test("are closed one by one, and the database with the second", async () => {
    const path = folder.fresh();
    const storage = await LevelStorage.open(path);
    await storage.publications.close();
    await expect(storage.publications.has(alice)).rejects.toMatchObject({ code: "closed" });
    await storage.state.save({ known: Uint8Array.of(1) });
    await expect(LevelStorage.open(path)).rejects.toMatchObject({ code: "store-in-use" });
    await storage.state.close();
    await expect(storage.state.load()).rejects.toMatchObject({ code: "closed" });
    await (await LevelStorage.open(path)).close();
    await storage.close();
  });

  test("are closed together, as often as one likes", async () => {
    const storage = await LevelStorage.open(folder.fresh());
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    await expect(storage.publications.put(await packet(1))).rejects.toMatchObject({ code: "closed" });
    await expect(storage.state.save({})).rejects.toMatchObject({ code: "closed" });
  });

  test("end a range with `closed` that is walked when they are closed", async () => {
    await using storage = await LevelStorage.open(folder.fresh(), { durability: "process" });
    for (let seqNo = 1; seqNo <= 100; seqNo++) {
      await storage.publications.put(await packet(seqNo));
    }
    const walk = async (): Promise<void> => {
      for await (const { seqNo } of storage.publications.range({
        node: alice,
        bootstrapTime: 1,
        low: 1,
        high: 100,
      })) {
        if (seqNo === 2) {
          await storage.publications.close();
        }
      }
    };
    await expect(walk()).rejects.toMatchObject({ code: "closed" });
  });

  test("give octets that are no Buffer", async () => {
    await using storage = await LevelStorage.open(folder.fresh());
    const one = await packet(1);
    await storage.publications.put(one);
    await storage.state.save({ known: Uint8Array.of(1) });
    const octets = await storage.publications.get(one.name);
    const { known } = await storage.state.load();
    expect([octets, known].map((each) => each?.constructor)).toEqual([Uint8Array, Uint8Array]);
    for await (const stored of storage.publications.range({ ...one, low: 1, high: 1 })) {
      expect(stored.packet.constructor).toBe(Uint8Array);
    }
  });
});

describe("a database of the application's choice", () => {
  test("is used whatever its own keys and values are, and closed with the storage", async () => {
    const one = await packet(1);
    const level = new MemoryLevel<string, unknown>({ valueEncoding: "json" });
    const first = await LevelStorage.over(level, { byteLimit: 1000 });
    expect(first.publications.byteLimit).toBe(1000);
    await first.publications.put(one);
    await first.close();
    expect(level.status).toBe("closed");
    await using second = await LevelStorage.over(level);
    expect(await second.publications.get(one.name)).toEqual(one.packet);
  });

  test("that is locked says so", async () => {
    const path = folder.fresh();
    await using _storage = await LevelStorage.open(path);
    await expect(LevelStorage.over(new ClassicLevel(path))).rejects.toMatchObject({
      code: "store-in-use",
      message: "The store is open already, in this process or another one; a store belongs to one member.",
    });
  });
});

describe("the version mark", () => {
  const views = { keyEncoding: "view", valueEncoding: "view" } as const;
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);

  async function marked(mark: string): Promise<MemoryLevel<Uint8Array, Uint8Array>> {
    const level = new MemoryLevel<Uint8Array, Uint8Array>(views);
    await (await LevelStorage.over(level)).close();
    await level.open();
    await level.put(text("!"), text(mark));
    return level;
  }

  test("is written first of all", async () => {
    const level = new MemoryLevel<Uint8Array, Uint8Array>(views);
    const storage = await LevelStorage.over(level);
    expect(await level.get(text("!"))).toEqual(Buffer.from("@svs/storage-level 1"));
    await storage.close();
  });

  test("of a newer version is refused", async () => {
    await expect(LevelStorage.over(await marked("@svs/storage-level 2"))).rejects.toMatchObject({
      code: "store-incompatible",
      message:
        "The store is of version 2, and this program reads versions up to 1; use a newer @svs/storage-level.",
    });
  });

  test("is written, too, where a process was killed before it was", async () => {
    const path = folder.fresh();
    const level = new ClassicLevel(path);
    await level.open();
    await level.close();
    await (await LevelStorage.open(path)).close();
    await level.open();
    expect(await level.keys().all()).toEqual(["!"]);
    await level.close();
  });

  test("is missing where files are that hold nothing: that is damage", async () => {
    const path = folder.fresh();
    const level = new ClassicLevel(path);
    await level.put("!", "@svs/storage-level 1");
    await level.del("!");
    await level.close();
    await expect(LevelStorage.open(path)).rejects.toMatchObject({
      code: "store-damaged",
      message: expect.stringMatching(/its files are there, and nothing in them/),
    });
  });

  test("that cannot be read is damage", async () => {
    await expect(LevelStorage.over(await marked("@svs/storage-leve"))).rejects.toMatchObject({
      code: "store-damaged",
    });
  });

  test("is missing in a database of something else, which is left as it is", async () => {
    const path = folder.fresh();
    const other = new ClassicLevel(path);
    await other.put("zebra", "striped");
    await other.close();
    await expect(LevelStorage.open(path)).rejects.toMatchObject({
      code: "store-incompatible",
      message: `The store in ${path} was not written by @svs/storage-level; name another place.`,
    });
    await other.open();
    expect(await other.iterator().all()).toEqual([["zebra", "striped"]]);
    await other.close();
  });
});
