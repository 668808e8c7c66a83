import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { TaskMeta } from "vitest";
import { Namespace } from "./hosts/namespace.js";
import { installGo } from "./install/install-go.js";
import { NotInstalled } from "./not-installed.js";

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFIG = fileURLToPath(new URL("../vitest.config.ts", import.meta.url));

declare module "vitest" {
  interface TaskMeta {
    /** How many seconds after the end of what everything was made up for. */
    catchUp?: { readonly what: string; readonly seconds: number };
  }
}

/** How the tests went. */
export interface TestRun {
  readonly passed: boolean;
  /** What the tests measured. */
  readonly metas: readonly TaskMeta[];
}

/** What vitest reports, as far as it is read here. */
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly meta: TaskMeta }[] }[];
}

/**
 * Runs tests of interop/test in a network namespace with nothing but a loopback, since NDNd listens at every
 * address. Where none can be made, the tests that need one say that they did not run.
 * @param files - beginnings of their names.
 */
export async function runTests(files: readonly string[]): Promise<TestRun> {
  // In there it could not be downloaded any more.
  await installGo().catch(passOver);
  await using namespace = await Namespace.create().catch(passOver);
  const directory = await mkdtemp(join(tmpdir(), "svs-tests-"));
  try {
    const report = join(directory, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const [command, ...args] = [
      ...(namespace?.within ?? []),
      ...[process.execPath, VITEST, "run", "--config", CONFIG, ...reporters],
      ...files.map((file) => `test/${file}`),
    ];
    const child = spawn(command!, args, { stdio: ["ignore", "inherit", "inherit"] });
    const [status] = await once(child, "exit");
    const { testResults } = JSON.parse(await readFile(report, "utf8")) as Report;
    return {
      passed: status === 0,
      metas: testResults.flatMap(({ assertionResults }) => assertionResults.map(({ meta }) => meta)),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The tests find out by themselves, and say so. */
function passOver(error: unknown): undefined {
  if (!(error instanceof NotInstalled)) {
    throw error;
  }
}
