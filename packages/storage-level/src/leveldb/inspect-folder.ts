import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SvsError } from "@svs/core";
import { damagedError } from "../damaged-error.js";
import { liveTables } from "./live-tables.js";
import { readLog } from "./read-log.js";
import { isTableDamaged } from "./table-damage.js";

const LOG = /^\d+\.log$/;
const TABLE = /^\d+\.(ldb|sst)$/;
const MANIFEST = /^MANIFEST-\d+$/;
/** Of a database that was created, and never opened. */
const FIRST_MANIFEST = "MANIFEST-000001";

/**
 * Looks at the files of a database before LevelDB does: where some are missing or damaged, it would begin an
 * empty database in their place, leave out what it cannot read, or end the process.
 * @returns whether nothing was ever written there.
 * @throws SvsError `store-damaged`, `store-failed`.
 */
export async function inspectFolder(folder: string): Promise<boolean> {
  const files = (await ifThere(folder, readdir(folder))) ?? [];
  const logs = files.filter((file) => LOG.test(file));
  const tables = files.filter((file) => TABLE.test(file));
  // A file that is gone by now is another process's, which LevelDB will notice.
  const read = (file: string): Promise<Uint8Array | undefined> => {
    const path = join(folder, file);
    return ifThere(path, readFile(path));
  };
  const damaged = (why: string): SvsError => damagedError(`The store in ${folder}`, why);
  if (!files.includes("CURRENT")) {
    if (logs.length + tables.length > 0) {
      throw damaged("its file CURRENT is missing");
    }
    return true;
  }
  const manifest = new TextDecoder().decode(await read("CURRENT")).trimEnd();
  if (!MANIFEST.test(manifest) || !files.includes(manifest)) {
    throw damaged("its file CURRENT names no other file of it");
  }
  if (logs.length === 0 && manifest !== FIRST_MANIFEST) {
    throw damaged("its log is missing");
  }
  const readRecords = async (file: string): Promise<readonly Uint8Array[]> => {
    const { records, damagedAt } = readLog((await read(file)) ?? new Uint8Array());
    if (damagedAt !== undefined) {
      throw damaged(`a checksum in its file ${file} is wrong at octet ${damagedAt}`);
    }
    return records;
  };
  const live = liveTables(await readRecords(manifest));
  let written = live.size;
  for (const file of logs) {
    written += (await readRecords(file)).length;
  }
  for (const file of tables.filter((name) => live.has(Number.parseInt(name, 10)))) {
    const table = await read(file);
    if (table && isTableDamaged(table)) {
      throw damaged(`a checksum in its file ${file} is wrong`);
    }
  }
  return written === 0;
}

/** What is read from a path; `undefined` if it is not there. */
async function ifThere<T>(path: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      return undefined;
    }
    throw new SvsError("store-failed", `${path} could not be read: ${message}`, { cause: error });
  }
}
