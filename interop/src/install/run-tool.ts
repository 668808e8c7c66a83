import type { SpawnOptions } from "node:child_process";
import { runCommand } from "../../../scripts/run-command.mjs";
import { NotInstalled } from "../not-installed.js";

/** Lines of a tool's output that a failure carries. */
const LAST_LINES = 15;

/** Milliseconds after which an installer hangs. */
const TIME_LIMIT = 15 * 60_000;

/**
 * Runs an installer to its end.
 * @throws NotInstalled with its last lines if it fails.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { status, output } = await runCommand(command, args, { timeout: TIME_LIMIT, ...options });
  if (status !== 0) {
    const lines = output.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
    throw new NotInstalled(`\`${[command, ...args].join(" ")}\` failed:\n${lines}`);
  }
  return output;
}
