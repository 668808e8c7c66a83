import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SvsError } from "@svs/core";
import { damagedError } from "./damaged-error.js";
import { findLogDamage } from "./leveldb-log.js";

const LOG = /^\d+\.log$/;
const TABLE = /^\d+\.(ldb|sst)$/;
const MANIFEST = /^MANIFEST-\d+$/;
/** Of a database that was created, and never opened. */
const FIRST_MANIFEST = "MANIFEST-000001";

/**
 * Looks at the files of a database before LevelDB does: where some are missing or damaged, LevelDB would begin
 * an empty database in their place, or leave out what it cannot read.
 * @returns whether nothing was ever written there.
 * @throws SvsError `store-damaged`, `store-failed`.
 */
export async function inspectFolder(folder: string): Promise<boolean> {
  const files = await list(folder);
  const logs = files.filter((file) => LOG.test(file));
  const tables = files.filter((file) => TABLE.test(file));
  const damaged = (why: string): SvsError => damagedError(`The store in ${folder}`, why);
  if (!files.includes("CURRENT")) {
    if (logs.length + tables.length > 0) {
      throw damaged("its file CURRENT is missing");
    }
    return true;
  }
  const manifest = (await read(folder, "CURRENT")).toString().trimEnd();
  if (!MANIFEST.test(manifest) || !files.includes(manifest)) {
    throw damaged("its file CURRENT names no other file of it");
  }
  if (logs.length === 0 && manifest !== FIRST_MANIFEST) {
    throw damaged("its log is missing");
  }
  let written = tables.length;
  for (const file of [manifest, ...logs]) {
    const octets = await read(folder, file);
    const offset = findLogDamage(octets);
    if (offset !== undefined) {
      throw damaged(`a checksum in its file ${file} is wrong at octet ${offset}`);
    }
    written += file === manifest ? 0 : octets.length;
  }
  return written === 0;
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    return ifMissing(error, folder, []);
  }
}

/** A file that is gone again is another process's, which LevelDB will notice. */
async function read(folder: string, file: string): Promise<Buffer> {
  const path = join(folder, file);
  try {
    return await readFile(path);
  } catch (error) {
    return ifMissing(error, path, Buffer.alloc(0));
  }
}

function ifMissing<T>(error: unknown, path: string, instead: T): T {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return instead;
  }
  throw new SvsError("store-failed", `${path} could not be read: ${message}`, { cause: error });
}
