import { describe, expect, test } from "vitest";
import { ComplianceFailure, runCase, type TransportCaseId, transportSuite } from "../src/index.js";
import { loopbackVenue } from "./loopback/loopback-venue.js";
import { transportSaboteurs } from "./saboteurs/transport-saboteurs.js";

/** Rules about as little as can be: whoever breaks one of them keeps most of the others. */
const controls = [
  "transport/send/delivered",
  "transport/express/data",
  "transport/status/attached",
  "transport/close/dispose",
];

const cases = transportSuite.map((one) => ({
  one,
  saboteurs: transportSaboteurs[one.id as TransportCaseId],
}));

describe("every rule of the Transport port is proved by saboteurs", () => {
  test("each case has one, and each is of a case", () => {
    expect(Object.keys(transportSaboteurs).toSorted()).toEqual(transportSuite.map(({ id }) => id).toSorted());
    expect(cases.filter(({ saboteurs }) => saboteurs.length === 0)).toEqual([]);
  });

  for (const { one, saboteurs } of cases) {
    test.each(saboteurs)(`${one.id} catches one that $does`, async ({ spoil }) => {
      const venue = { ...loopbackVenue, open: async () => spoil(await loopbackVenue.open()) };
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
        transportSuite.filter(({ id }) => controls.includes(id)).map((control) => runCase(control, venue)),
      );
      expect(kept.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    });
  }
});
