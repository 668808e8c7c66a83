import type { SpawnOptions } from "node:child_process";

/** See run-command.mjs. */
export function runCommand(
  command: string,
  args: readonly string[],
  options?: SpawnOptions,
): Promise<{ readonly status: number; readonly output: string }>;
