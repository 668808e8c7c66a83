import { SvsError } from "@svs/core";
import { describe, expect, test } from "vitest";
import { LevelStorage, type LevelStorageOptions } from "../src/index.js";
import { alteredLevel } from "./support/altered-level.js";
import { alice, packet } from "./support/packet.js";

/** An error as the Level family makes them. */
function levelError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe("what must be on the medium when a promise resolves", () => {
  async function synced(options: LevelStorageOptions): Promise<boolean[]> {
    const syncs: boolean[] = [];
    const level = alteredLevel((good) => ({
      batch: (operations, given) => {
        syncs.push(given.sync);
        return good.batch(operations, given);
      },
    }));
    await using storage = await LevelStorage.over(level, options);
    syncs.length = 0; // the version mark's
    await storage.publications.put(await packet(1));
    await storage.publications.put(await packet(2, { own: false }));
    await storage.state.save({ own: { node: alice, bootstrapTime: 1, seqNo: 1 }, known: Uint8Array.of(1) });
    await storage.state.save({ delivered: Uint8Array.of(1) });
    await storage.publications.delete((await packet(1)).name);
    await storage.publications.delete((await packet(2)).name);
    return syncs;
  }

  test("are the member's own packets and numbers", async () => {
    expect(await synced({})).toEqual([true, false, true, false, true, false]);
    expect(await synced({ durability: "power" })).toEqual([true, false, true, false, true, false]);
  });

  test("is nothing with the durability `process`", async () => {
    expect(await synced({ durability: "process" })).toEqual(Array(6).fill(false));
  });
});

describe("a medium that fails", () => {
  test("as it writes: the packet is not there, nothing is counted, and later writes are refused", async () => {
    let full = false;
    const level = alteredLevel((good) => ({
      batch: (operations, options) =>
        full
          ? Promise.reject(levelError("LEVEL_IO_ERROR", "IO error: 000003.log: No space left on device"))
          : good.batch(operations, options),
    }));
    await using storage = await LevelStorage.over(level);
    const [one, two] = [await packet(1), await packet(2)];
    await storage.publications.put(one);
    full = true;
    await expect(storage.publications.put(two)).rejects.toMatchObject({
      code: "store-failed",
      message: "The store could not be written: IO error: 000003.log: No space left on device",
    });
    full = false;
    expect(storage.publications.byteLength).toBe(one.packet.length);
    expect(await storage.publications.has(two.name)).toBe(false);
    const refused = {
      code: "store-failed",
      message: /writes no more, since a write has failed; open it again/,
    };
    const ends = await Promise.allSettled([
      storage.publications.put(two),
      storage.publications.delete(one.name),
      storage.state.save({ known: Uint8Array.of(1) }),
    ]);
    for (const end of ends) {
      expect(end).toMatchObject({ status: "rejected", reason: { code: refused.code } });
      expect((end as PromiseRejectedResult).reason.message).toMatch(refused.message);
    }
    expect(await storage.publications.get(one.name)).toEqual(one.packet);
  });

  test("as a transaction is refused: it may be tried again", async () => {
    let full = true;
    const level = alteredLevel((good) => ({
      batch: (operations, options) =>
        full && operations.length > 1
          ? Promise.reject(new DOMException("The quota has been exceeded.", "QuotaExceededError"))
          : good.batch(operations, options),
    }));
    await using storage = await LevelStorage.over(level);
    const one = await packet(1);
    await expect(storage.publications.put(one)).rejects.toMatchObject({
      code: "store-failed",
      message: "The store could not be written: The quota has been exceeded.",
    });
    full = false;
    await storage.publications.put(one);
    expect(await storage.publications.get(one.name)).toEqual(one.packet);
  });

  test.each([
    ["LEVEL_CORRUPTION", "Corruption: bad entry in block", "store-damaged"],
    ["LEVEL_IO_ERROR", "IO error: /a/000005.ldb: Invalid argument", "store-damaged"],
    ["LEVEL_IO_ERROR", "IO error: /a/000005.ldb: Input/output error", "store-failed"],
  ])("as it reads, with %s (%s): %s", async (code, message, expected) => {
    let broken = false;
    const level = alteredLevel((good) => ({
      get: (key, options) => (broken ? Promise.reject(levelError(code, message)) : good.get(key, options)),
    }));
    await using storage = await LevelStorage.over(level);
    broken = true;
    const error = await storage.publications.has(alice).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: expected, message: expect.stringContaining(message) });
  });

  test("as it is opened: the reason underneath is told, and it is closed", async () => {
    const cause = levelError("LEVEL_IO_ERROR", "IO error: /a/LOCK: Permission denied");
    let closed = 0;
    const level = alteredLevel(() => ({
      open: () => Promise.reject(Object.assign(new Error("Database failed to open"), { cause })),
      close: async () => {
        closed += 1;
      },
    }));
    await expect(LevelStorage.over(level)).rejects.toMatchObject({
      code: "store-failed",
      message: "The store could not be opened: IO error: /a/LOCK: Permission denied",
    });
    expect(closed).toBe(1);
  });

  test("as it is closed: it says so, and both stores are closed all the same", async () => {
    const level = alteredLevel(() => ({ close: () => Promise.reject(new Error("it is stuck")) }));
    const storage = await LevelStorage.over(level);
    await expect(storage.close()).rejects.toMatchObject({
      code: "store-failed",
      message: "The store could not be closed: it is stuck",
    });
    await expect(storage.state.load()).rejects.toMatchObject({ code: "closed" });
  });
});

test("a packet that is evicted while it is looked for is absent, and no damage", async () => {
  let onRead: (() => Promise<unknown>) | undefined;
  const level = alteredLevel((good) => ({
    get: async (key, options) => {
      const value = await good.get(key, options);
      const run = onRead;
      onRead = undefined;
      await run?.();
      return value;
    },
    getMany: async (keys, options) => {
      await onRead?.();
      return good.getMany(keys, options);
    },
  }));
  await using storage = await LevelStorage.over(level);
  const one = await packet(1);
  const { publications } = storage;
  await publications.put(one);
  onRead = () => publications.delete(one.name);
  expect(await publications.get(one.name)).toBeUndefined();
  await publications.put(one);
  onRead = () => {
    onRead = undefined;
    return publications.delete(one.name);
  };
  const range = publications.range({ ...one, low: 1, high: 1 });
  expect(await range[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
});

test("an error of a closed store is `closed`, even if the database said so first", async () => {
  const level = alteredLevel(() => ({}));
  const storage = await LevelStorage.over(level);
  await level.close();
  const error = await storage.publications.has(alice).catch((reason: unknown) => reason);
  expect(SvsError.is(error, "closed")).toBe(true);
});
