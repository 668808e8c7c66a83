// `npm test`: everything that a machine can say about this repository, from a fresh clone.
// `npm test -- ARGUMENTS…`: the tests alone, with the arguments handed to vitest.
//
// SVS_TEST_REPORT=FILE also writes vitest's results there, as JSON.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const env = {
  ...process.env,
  // turbo and publint look for pnpm there.
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
};
const report = process.env.SVS_TEST_REPORT;
const vitest = [
  join(root, "node_modules/vitest/vitest.mjs"),
  "run",
  ...(report ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : []),
];

const { ensureInstalled } = await import("./ensure-installed.mjs");
try {
  await ensureInstalled(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const selected = process.argv.slice(2);
if (selected.length > 0) {
  const child = spawn(process.execPath, [...vitest, ...selected], { cwd: root, env, stdio: "inherit" });
  child.on("close", (status, signal) => {
    process.exitCode = signal === null ? status : 1;
  });
} else {
  const tarballs = mkdtempSync(join(tmpdir(), "svs-tarballs-"));
  try {
    process.exitCode = (await checkAll(tarballs)) ? 0 : 1;
  } finally {
    rmSync(tarballs, { recursive: true, force: true });
  }
}

async function checkAll(tarballs) {
  const begin = performance.now();
  const { runChecks } = await import("./run-checks.mjs");
  const base = await changesBase();
  const tool = (name, ...args) => ({ command: join(bin, name), args });
  const node = (...args) => ({ command: process.execPath, args });
  const results = await runChecks(
    [
      { name: "build", ...tool("turbo", "run", "build", "--output-logs=errors-only", "--ui=stream") },
      { name: "types", ...tool("tsc", "-p", "tsconfig.json") },
      { name: "packages", needs: ["build"], ...node("scripts/check-tarballs.mjs", tarballs) },
      {
        name: "tests",
        needs: ["packages"],
        ...node(...vitest),
        env: { SVS_TARBALLS: tarballs },
        show: closingLines,
      },
      { name: "style", ...tool("biome", "check", "--error-on-warnings", ".") },
      { name: "machine purity", ...tool("tsc", "-p", "packages/svs-core/tsconfig.machine.json") },
      { name: "size", needs: ["build"], ...tool("size-limit") },
      { name: "unused code", ...tool("knip") },
      {
        name: "changesets",
        ...tool("changeset", "status", `--since=${base}`),
        skip: base === undefined ? "there is no branch main to compare with" : undefined,
      },
    ],
    { cwd: root, env, write: (text) => process.stdout.write(text) },
  );
  return summarize(results, (performance.now() - begin) / 1000);
}

/** What to compare the changesets with: main here, or as it was fetched. */
async function changesBase() {
  const { runCommand } = await import("./run-command.mjs");
  if (existsSync(join(root, ".git"))) {
    for (const branch of ["main", "origin/main"]) {
      const found = await runCommand("git", ["rev-parse", "--verify", "--quiet", branch], { cwd: root });
      if (found.status === 0) {
        return branch;
      }
    }
  }
  return undefined;
}

/** From "Test Files" on, with the skipped tests' reasons before. */
function closingLines(output) {
  const lines = output.split("\n");
  return lines.slice(lines.findLastIndex((line) => line.includes("Test Files"))).join("\n");
}

function summarize(results, seconds) {
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  process.stdout.write("\n");
  for (const { name, outcome, reason, seconds } of results) {
    process.stdout.write(`${outcome.padEnd(8)} ${name.padEnd(15)} ${reason ?? `${seconds.toFixed(1)} s`}\n`);
  }
  process.stdout.write(
    `\nChecks: ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped in ${seconds.toFixed(0)} s.\n`,
  );
  // A check that could not run because another failed is never the only one that did not pass.
  return count("failed") === 0;
}
