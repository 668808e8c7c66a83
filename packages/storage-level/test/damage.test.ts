import { cp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AltUri } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { ClassicLevel } from "classic-level";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { LevelStorage } from "../src/index.js";
import { useFolder } from "./support/folder.js";
import { alice, packet } from "./support/packet.js";

const folder = useFolder();

/** Publications that are in a table of the database, and the last, that are in its log. */
const IN_TABLE = 40;
const ALL = 60;

let whole: string;
beforeEach(async () => {
  whole = folder.fresh();
  for (const [low, high] of [
    [1, IN_TABLE],
    [IN_TABLE + 1, ALL],
  ] as const) {
    await using storage = await LevelStorage.open(whole, { durability: "process" });
    for (let seqNo = low; seqNo <= high; seqNo++) {
      await storage.publications.put(await packet(seqNo, { own: seqNo % 3 > 0 }));
    }
    const own = { node: alice.append(`${low}`), bootstrapTime: low, seqNo: high };
    await storage.state.save(low === 1 ? { own, known: Uint8Array.of(1, 2, 3) } : { own });
  }
  await (await LevelStorage.open(whole)).close(); // the log becomes a table as well
  await using storage = await LevelStorage.open(whole);
  await storage.publications.put(await packet(ALL + 1));
  await storage.state.save({ delivered: Uint8Array.of(4, 5, 6) });
});

/** Opens a database and reads everything in it. */
async function readAll(path: string): Promise<string[]> {
  await using storage = await LevelStorage.open(path);
  const lines: string[] = [];
  for await (const { name, packet: octets, own } of storage.publications.range({
    node: alice,
    bootstrapTime: 1,
    low: 1,
    high: 99,
  })) {
    const [got, has] = [await storage.publications.get(name), await storage.publications.has(name)];
    lines.push(`${AltUri.ofName(name)} ${own} ${hex(octets)} ${hex(got)} ${has}`);
  }
  const { own, known, delivered } = await storage.state.load();
  const numbers = own.map(({ node, bootstrapTime, seqNo }) => `${node} ${bootstrapTime} ${seqNo}`);
  return [...lines, ...numbers, `${hex(known)} ${hex(delivered)}`, `${storage.publications.byteLength}`];
}

const hex = (octets: Uint8Array | undefined): string => Buffer.from(octets ?? []).toString("hex");

/** Copies of the database without, or with other, files. */
async function copyOf(path: string): Promise<string> {
  const copy = folder.fresh();
  await cp(path, copy, { recursive: true });
  return copy;
}

/** Files whose name ends so. */
async function filesOf(path: string, end: RegExp): Promise<string[]> {
  const names = await readdir(path);
  return names
    .filter((name) => end.test(name))
    .sort()
    .map((name) => join(path, name));
}

async function flip(file: string, bit: number): Promise<void> {
  await using handle = await open(file, "r+");
  const octet = Buffer.alloc(1);
  await handle.read(octet, 0, 1, bit >> 3);
  octet[0]! ^= 1 << (bit & 7);
  await handle.write(octet, 0, 1, bit >> 3);
}

describe("of a database on disk", () => {
  test.each([
    ["CURRENT is missing", /^CURRENT$/, (file: string) => rm(file), /its file CURRENT is missing/],
    ["CURRENT is empty", /^CURRENT$/, (file: string) => truncate(file), /CURRENT names no other file/],
    ["CURRENT is text", /^CURRENT$/, (file: string) => writeFile(file, "no\n"), /CURRENT names no other/],
    ["the manifest is missing", /^MANIFEST/, (file: string) => rm(file), /CURRENT names no other file/],
    ["the manifest is changed", /^MANIFEST/, (file: string) => flip(file, 200), /checksum in its file MANI/],
    ["the log is missing", /\.log$/, (file: string) => rm(file), /its log is missing/],
    ["the log is changed", /\.log$/, (file: string) => flip(file, 500), /checksum in its file \d+\.log/],
    ["a table is missing", /\.ldb$/, (file: string) => rm(file), /missing files/],
    ["a table is cut", /\.ldb$/, (file: string) => truncate(file, 1000), /checksum in its file \d+\.ldb/],
    ["a table is empty", /\.ldb$/, (file: string) => truncate(file), /checksum in its file \d+\.ldb/],
  ] as const)("%s: one clear error", async (_what, name, damage, reason) => {
    const copy = await copyOf(whole);
    await damage((await filesOf(copy, name))[0]!);
    const error = await readAll(copy).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "store-damaged" });
    expect((error as SvsError).message).toMatch(reason);
    expect((error as SvsError).message).toMatch(
      /^The store in .* is damaged \(.*\); restore it from a backup, or delete it and start anew\.$/,
    );
  });

  test("any bit of any file is flipped: one clear error, or nothing is lost", async () => {
    const expected = await readAll(await copyOf(whole));
    const files = await filesOf(whole, /^(CURRENT|MANIFEST-\d+|\d+\.(log|ldb))$/);
    const at = fc.record({
      file: fc.nat(files.length - 1),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(at, async ({ file, place }) => {
        const copy = await copyOf(whole);
        const path = join(copy, files[file]!.slice(whole.length));
        await flip(
          path,
          Math.min(Math.floor(place * 8 * (await stat(path)).size), 8 * (await stat(path)).size - 1),
        );
        const outcome = await readAll(copy).catch((error: unknown) => error);
        if (SvsError.is(outcome)) {
          found += 1;
          expect(outcome.code).toMatch(/^store-(damaged|incompatible)$/);
        } else {
          expect(outcome).toEqual(expected);
        }
        await rm(copy, { recursive: true });
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(found).toBeGreaterThan(150);
  }, 120_000);

  test("a table that a killed process left half written is none of the database", async () => {
    const copy = await copyOf(whole);
    const [table] = await filesOf(copy, /\.ldb$/);
    await writeFile(join(copy, "000999.ldb"), (await readFile(table!)).subarray(0, -60));
    expect(await readAll(copy)).toEqual(await readAll(await copyOf(whole)));
  });

  test("opening looks at a killed process's unfinished write, and goes on without it", async () => {
    const copy = await copyOf(whole);
    const [log] = await filesOf(copy, /\.log$/);
    await writeFile(log!, (await readFile(log!)).subarray(0, -3));
    const lines = await readAll(copy);
    expect(lines.at(-2)).toBe("010203 "); // the delivered vector was being written
  });
});

describe("in the database", () => {
  /** Changes entries behind the storage's back. */
  async function tamper(
    change: (level: ClassicLevel<Uint8Array, Uint8Array>, keys: readonly Uint8Array[]) => Promise<void>,
  ): Promise<unknown> {
    const copy = await copyOf(whole);
    const views = { keyEncoding: "view", valueEncoding: "view" } as const;
    const level = new ClassicLevel<Uint8Array, Uint8Array>(copy, views);
    await change(level, await level.keys().all());
    await level.close();
    return readAll(copy).catch((error: unknown) => error);
  }
  const under = (keys: readonly Uint8Array[], space: string): Uint8Array[] =>
    keys.filter(([first]) => first === space.charCodeAt(0));

  test.each([
    ["a name", "n", /60 packets of \d+ octets are there, of 61 of/],
    ["what leads from a number to its packet", "m", /names do not lead to the packets/],
    ["an own packet", "o", /a packet is missing/],
    ["another member's packet", "p", /a packet is missing/],
    ["the ledger", "l", /61 packets of \d+ octets are there, of 0 of 0/],
  ])("%s got lost: one clear error", async (_what, space, reason) => {
    const error = await tamper((level, keys) => level.del(under(keys, space)[0]!));
    expect(error).toMatchObject({ code: "store-damaged", message: expect.stringMatching(reason) });
  });

  test.each([
    ["an own packet", "o", /checksum of a packet is wrong/],
    ["the ledger", "l", /checksum of the ledger/],
    ["a numbering", "s", /checksum of the numbering/],
    ["the known vector", "k", /checksum of the known vector/],
  ])("%s has changed: one clear error", async (_what, space, reason) => {
    const error = await tamper(async (level, keys) => {
      const [key] = under(keys, space);
      const value = Uint8Array.from((await level.get(key!))!);
      value[value.length - 1]! ^= 1;
      await level.put(key!, value);
    });
    expect(error).toMatchObject({ code: "store-damaged", message: expect.stringMatching(reason) });
  });

  test("two packets were exchanged: one clear error", async () => {
    const error = await tamper(async (level, keys) => {
      const [a, b] = under(keys, "o") as [Uint8Array, Uint8Array];
      const [first, second] = (await level.getMany([a, b])) as [Uint8Array, Uint8Array];
      await level.batch([
        { type: "put", key: a, value: second },
        { type: "put", key: b, value: first },
      ]);
    });
    expect(error).toMatchObject({ code: "store-damaged" });
  });
});
