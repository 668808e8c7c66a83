import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** For the user alone. */
const MODE = 0o700;

/**
 * Makes a folder, and those that it is in, where they are not there. (`mkdir` with `recursive` never ends where a
 * file system lets nothing be made, as that of `/proc`.)
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) {
      throw error;
    }
    await makeFolder(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  }
}
