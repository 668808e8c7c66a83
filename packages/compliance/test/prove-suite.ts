import { describe, expect, test } from "vitest";
import { type ComplianceCase, ComplianceFailure, runCase, type Venue } from "../src/index.js";
import type { Saboteur } from "./saboteurs/saboteur.js";

/** A suite that is to be proved. */
interface Proof<Domain extends AsyncDisposable, Capability extends string> {
  /** What it judges, as in `the Transport port`. */
  readonly port: string;
  readonly suite: readonly ComplianceCase<Domain, Capability>[];
  /** Where every rule is kept. */
  readonly venue: Venue<Domain, Capability>;
  /** By case id. */
  readonly saboteurs: Readonly<Record<string, readonly Saboteur<Domain>[]>>;
  /** Ids of rules about as little as can be: whoever breaks another rule keeps most of them. */
  readonly controls: readonly string[];
}

/** Demands that every case of a suite fails under each of its saboteurs, and for the right reason. */
export function proveSuite<Domain extends AsyncDisposable, Capability extends string>({
  port,
  suite,
  venue: good,
  saboteurs,
  controls,
}: Proof<Domain, Capability>): void {
  describe(`every rule of ${port} is proved by saboteurs`, () => {
    test("each case has one, and each is of a case", () => {
      expect(Object.keys(saboteurs).toSorted()).toEqual(suite.map(({ id }) => id).toSorted());
      expect(suite.filter(({ id }) => saboteurs[id]?.length === 0)).toEqual([]);
    });

    for (const one of suite) {
      test.each(saboteurs[one.id] ?? [])(`${one.id} catches one that $does`, async ({ spoil }) => {
        const venue = { ...good, open: async () => spoil(await good.open()) };
        const failure: unknown = await runCase(one, venue).then(
          () => "the case passed",
          (error: unknown) => error,
        );
        expect(failure).toBeInstanceOf(ComplianceFailure);
        const { message, cause } = failure as ComplianceFailure;
        expect(message.startsWith(`${one.id} (${one.title}): `)).toBe(true);
        // A rule was found broken: the case did not stumble over the implementation.
        expect(cause).toBeInstanceOf(ComplianceFailure);
        // And one rule only, or those that rest on it: it is no wreck, which any test would catch.
        const kept = await Promise.allSettled(
          suite.filter(({ id }) => controls.includes(id)).map((control) => runCase(control, venue)),
        );
        expect(kept.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
      });
    }
  });
}
