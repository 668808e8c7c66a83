import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Namespace } from "./hosts/namespace.js";
import { installGo } from "./install/install-go.js";
import { NotInstalled } from "./not-installed.js";

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFIG = fileURLToPath(new URL("../vitest.config.ts", import.meta.url));

/**
 * Runs tests of interop/test in a network namespace with nothing but a loopback, since NDNd listens at every
 * address. Where none can be made, the tests that need one say that they did not run.
 * @param files - beginnings of their names.
 * @returns whether all passed.
 */
export async function runTests(files: readonly string[]): Promise<boolean> {
  // In there it could not be downloaded any more.
  await installGo().catch(passOver);
  await using namespace = await Namespace.create().catch(passOver);
  const [command, ...args] = [
    ...(namespace?.within ?? []),
    ...[process.execPath, VITEST, "run", "--config", CONFIG, ...files.map((file) => `test/${file}`)],
  ];
  const child = spawn(command!, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [status] = await once(child, "exit");
  return status === 0;
}

/** The tests find out by themselves, and say so. */
function passOver(error: unknown): undefined {
  if (!(error instanceof NotInstalled)) {
    throw error;
  }
}
