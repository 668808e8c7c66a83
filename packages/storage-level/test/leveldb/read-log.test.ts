import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { expect, test } from "vitest";
import { readLog } from "../../src/leveldb/read-log.js";
import { useFolder } from "../support/folder.js";

const folder = useFolder();

/** The log of a database with values of such sizes, as LevelDB writes it. */
async function logOf(...sizes: readonly number[]): Promise<Buffer> {
  const path = folder.fresh();
  const level = new ClassicLevel(path);
  await level.open();
  for (const [i, size] of sizes.entries()) {
    await level.put(`key ${i}`, String.fromCharCode(97 + i).repeat(size));
  }
  await level.close();
  const file = (await readdir(path)).find((name) => name.endsWith(".log"));
  return readFile(join(path, file!));
}

test("a log as LevelDB writes it is whole, over several blocks, too", async () => {
  for (const sizes of [[], [1, 100, 10], [10, 40_000, 32_700, 5, 100_000]]) {
    const { records, damagedAt } = readLog(await logOf(...sizes));
    expect(damagedAt).toBeUndefined();
    // A record ends with the value that it is about.
    const values = records.map((record) => /([a-z])\1*$/.exec(Buffer.from(record).toString())?.[0].length);
    expect(values).toEqual(sizes);
  }
});

test("every flipped bit is found", async () => {
  const log = await logOf(1, 100, 300, 2);
  const missed: number[] = [];
  for (let bit = 0; bit < 8 * log.length; bit++) {
    log[bit >> 3]! ^= 1 << (bit & 7);
    if (readLog(log).damagedAt === undefined) {
      missed.push(bit);
    }
    log[bit >> 3]! ^= 1 << (bit & 7);
  }
  expect(missed).toEqual([]);
});

test("a log that ends anywhere in its last record is whole: its writer was killed", async () => {
  const [log, before] = [await logOf(10, 300, 200), await logOf(10, 300)];
  for (let length = before.length; length <= log.length; length++) {
    const { records, damagedAt } = readLog(log.subarray(0, length));
    expect(damagedAt).toBeUndefined();
    expect(records).toHaveLength(length === log.length ? 3 : 2);
  }
});

test("what is set aside may be empty, and nothing may come behind it", async () => {
  const log = await logOf(10, 300);
  const aside = Buffer.alloc(70_000);
  expect(readLog(Buffer.concat([log, aside])).damagedAt).toBeUndefined();
  aside[69_999] = 1;
  expect(readLog(Buffer.concat([log, aside])).damagedAt).toBe(log.length);
});

test("a record that goes on beyond its block is damaged, and where it is is told", async () => {
  const log = await logOf(10, 300, 40_000);
  const third = (await logOf(10, 300)).length;
  log.writeUInt16LE(65_535, third + 4);
  expect(readLog(log).damagedAt).toBe(third);
});
