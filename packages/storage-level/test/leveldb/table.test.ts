import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { describe, expect, test } from "vitest";
import { liveTables } from "../../src/leveldb/live-tables.js";
import { readLog } from "../../src/leveldb/read-log.js";
import { isTableDamaged } from "../../src/leveldb/table-damage.js";
import { useFolder } from "../support/folder.js";

const folder = useFolder();

/** A database whose entries are in tables; some that are compacted, with `compact`. */
async function withTables(entries: number, options: { compression?: boolean; compact?: boolean } = {}) {
  const path = folder.fresh();
  const level = new ClassicLevel(path, options);
  for (const round of [1, 2]) {
    await level.open();
    const batch = Array.from({ length: entries }, (_, i) => ({
      type: "put" as const,
      key: `a key with a prefix that is shared ${i}`,
      value: `${round} ${"value ".repeat(i % 50)}`,
    }));
    await level.batch(batch);
    await level.close();
  }
  await level.open();
  if (options.compact) {
    await level.compactRange("a", "b");
  }
  await level.close();
  const files = await readdir(path);
  const read = (file: string): Promise<Buffer> => readFile(join(path, file));
  return { files, read, tables: files.filter((file) => file.endsWith(".ldb")) };
}

describe("a table", () => {
  test.each([{ compression: true }, { compression: false }, { compression: true, compact: true }])(
    "as LevelDB writes it is whole: %j",
    async (options) => {
      const { tables, read } = await withTables(2000, options);
      expect(tables.length).toBeGreaterThan(0);
      for (const file of tables) {
        expect(isTableDamaged(await read(file))).toBe(false);
      }
    },
  );

  test("has no bit that can be flipped, but for those in its footer that say nothing", async () => {
    const { tables, read } = await withTables(30);
    const table = await read(tables[0]!);
    const missed: number[] = [];
    for (let bit = 0; bit < 8 * table.length; bit++) {
      table[bit >> 3]! ^= 1 << (bit & 7);
      if (!isTableDamaged(table)) {
        missed.push(bit);
      }
      table[bit >> 3]! ^= 1 << (bit & 7);
    }
    // Empty octets, and the bit that says of the last number that more octets follow, for they are empty.
    const said = missed.filter((bit) => table[bit >> 3] !== 0 && (bit & 7) !== 7);
    expect(said).toEqual([]);
    expect(Math.min(...missed)).toBeGreaterThan(8 * (table.length - 48));
  });

  test("that was cut is damaged, wherever it was", async () => {
    const { tables, read } = await withTables(10);
    const table = await read(tables[0]!);
    for (let length = 0; length < table.length; length++) {
      expect(isTableDamaged(table.subarray(0, length))).toBe(true);
    }
  });
});

test.each([false, true])("a manifest names the tables that are in use; compacted: %j", async (compact) => {
  const { files, read, tables } = await withTables(500, { compact });
  const manifest = files.find((file) => file.startsWith("MANIFEST"));
  const live = liveTables(readLog(await read(manifest!)).records);
  expect([...live].sort()).toEqual(tables.map((file) => Number.parseInt(file, 10)).sort());
});
