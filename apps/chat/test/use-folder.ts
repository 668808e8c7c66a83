import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Makes a folder before each test of the file, and removes it afterwards. @returns gives its path. */
export function useFolder(): () => string {
  let path = "";
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "svs-chat-"));
  });
  afterEach(() => rm(path, { recursive: true }));
  return () => path;
}
