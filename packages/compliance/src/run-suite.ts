import type { ComplianceCase, Venue } from "./compliance-case.js";
import { runCase } from "./run-case.js";

/** What a suite needs of a test runner: vitest, `node:test` and their like fit as they are. */
export interface Runner {
  describe(title: string, body: () => void): unknown;
  /** A test passes if the promise resolves. Tests may run at the same time. */
  test(title: string, body: () => Promise<void>): unknown;
  /** A test that is reported and not run. */
  skip(title: string, body: () => Promise<void>): unknown;
}

/**
 * Hands every case of a suite to a test runner, as one test each, titled by its id and its rule.
 * Cases that need a capability the venue does not have are skipped, and say which.
 */
export function runSuite<Domain extends AsyncDisposable, Capability extends string>(
  suite: readonly ComplianceCase<Domain, Capability>[],
  venue: Venue<Domain, Capability>,
  runner: Runner,
): void {
  runner.describe(venue.title, () => {
    for (const one of suite) {
      const missing = one.needs.filter((capability) => !venue.capabilities[capability]);
      const title = `${one.id}: ${one.title}`;
      const body = (): Promise<void> => runCase(one, venue);
      if (missing.length === 0) {
        runner.test(title, body);
      } else {
        runner.skip(`${title} (not without: ${missing.join(", ")})`, body);
      }
    }
  });
}
