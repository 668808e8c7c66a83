// Runs one TypeScript program of this repository from its sources, with nothing built:
//
//   node -C @svs/source scripts/run.mjs FILE.ts ARGUMENTS…
//
// The program runs in this very process, so its standard streams, signals and exit status are
// its own. Dependencies are installed first where they are not.
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();

const root = fileURLToPath(new URL("..", import.meta.url));
const [file, ...args] = process.argv.slice(2);
if (file === undefined || !process.execArgv.includes("@svs/source")) {
  process.stderr.write("Usage: node -C @svs/source scripts/run.mjs FILE.ts [ARGUMENT…]\n");
  process.exit(2);
}

const { ensureInstalled } = await import("./ensure-installed.mjs");
try {
  await ensureInstalled(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const { register } = await import("tsx/esm/api");
register({ tsconfig: resolve(root, "tsconfig.json") });
const program = resolve(file);
process.argv = [process.argv[0], program, ...args];
await import(pathToFileURL(program).href);
