import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder that is there for one test. */
export interface TestFolder {
  readonly path: string;
  /** A place in it where nothing is yet. */
  fresh(): string;
}

/** Makes a folder before each test of the file, and removes it afterwards. */
export function useFolder(): TestFolder {
  let path = "";
  let count = 0;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "svs-level-"));
  });
  afterEach(() => rm(path, { recursive: true }));
  return {
    get path() {
      return path;
    },
    fresh: () => {
      count += 1;
      return join(path, `fresh-${count}`);
    },
  };
}
