import { availableParallelism } from "node:os";
import { runCommand } from "./run-command.mjs";

/** Milliseconds after which a check hangs: many times what the longest takes. */
const TIME_LIMIT = 20 * 60_000;

/**
 * Runs checks, as many at once as there are processors but no more than two: several of them
 * use every processor by themselves.
 *
 * A check starts when all that it `needs` have ended, and is not run if one of those failed. The
 * output of a check is shown when it fails, or if it asks for that with `show(output)`.
 *
 * @param checks - in the order in which to start them: `name`, `command`, `args`, and optionally
 * `needs` (names), `env`, `skip` (a reason), `show` (returns the part of the output to print).
 * @returns each check's `name`, `outcome` ("passed", "failed", "skipped"), `seconds`, `reason`.
 */
export async function runChecks(checks, { cwd, env, write }) {
  const results = new Map();
  const waiting = [...checks];
  const running = new Set();
  while (waiting.length > 0 || running.size > 0) {
    for (const check of [...waiting]) {
      const needs = check.needs ?? [];
      if (running.size >= Math.min(2, availableParallelism()) || !needs.every((name) => results.has(name))) {
        continue;
      }
      waiting.splice(waiting.indexOf(check), 1);
      const broken = needs.find((name) => results.get(name).outcome !== "passed");
      const reason = check.skip ?? (broken === undefined ? undefined : `${broken} did not pass`);
      if (reason !== undefined) {
        results.set(check.name, { name: check.name, outcome: "skipped", seconds: 0, reason });
        write(`- ${check.name}: skipped, ${reason}\n`);
        continue;
      }
      const started = run(check).then((result) => {
        results.set(check.name, result);
        running.delete(started);
      });
      running.add(started);
    }
    if (running.size > 0) {
      await Promise.race(running);
    }
  }
  return checks.map(({ name }) => results.get(name));

  async function run(check) {
    const begin = performance.now();
    const { status, output } = await runCommand(check.command, check.args, {
      cwd,
      env: { ...env, ...check.env },
      timeout: TIME_LIMIT,
    });
    const seconds = (performance.now() - begin) / 1000;
    const outcome = status === 0 ? "passed" : "failed";
    write(`- ${check.name}: ${outcome} (${seconds.toFixed(1)} s)\n`);
    const shown = outcome === "failed" ? output : check.show?.(output);
    if (shown) {
      write(`${shown.trimEnd()}\n`);
    }
    return { name: check.name, outcome, seconds };
  }
}
