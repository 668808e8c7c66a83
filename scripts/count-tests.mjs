// Counts the tests in vitest's JSON reports and prints the closing line `N passed, N failed`.
//
//   node scripts/count-tests.mjs REPORT.json…
//
// A test that is in several reports counts once, and as failed if it failed in any. A file that
// could not even be loaded counts as one failed test.
import { existsSync, readFileSync } from "node:fs";

const failed = new Map();
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    failed.set(file, true);
    process.stdout.write(`${file} was not written: the tests did not run to their end.\n`);
    continue;
  }
  for (const { name, status, assertionResults } of JSON.parse(readFileSync(file, "utf8")).testResults) {
    if (status === "failed" && assertionResults.every((result) => result.status !== "failed")) {
      failed.set(name, true);
    }
    for (const result of assertionResults) {
      if (result.status === "passed" || result.status === "failed") {
        const test = `${name} ${result.fullName}`;
        failed.set(test, failed.get(test) === true || result.status === "failed");
      }
    }
  }
}
const outcomes = [...failed.values()];
const failures = outcomes.filter((each) => each).length;
process.stdout.write(`${outcomes.length - failures} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
