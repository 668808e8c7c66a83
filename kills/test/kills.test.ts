import { expect, test } from "vitest";
import { kill } from "../src/kills.js";
import type { Violation } from "../src/ledger.js";
import { SABOTAGES, type Sabotage } from "../src/programs/protocol.js";
import { killsLines } from "../src/report.js";

/** Processes start again and again beside everything else that is tested. */
const PATIENCE = 120_000;

test(
  "20 kills: no number has two contents, all that was announced is served, all is delivered in order",
  async () => {
    const result = await kill({ count: 20, seed: 1 });
    expect(result.violations, killsLines(result, 0).join("\n")).toEqual([]);
    expect(result.kills).toBe(20);
    expect(result.delivered).toBe(result.announced);
    expect(result.announced).toBeGreaterThan(20);
    expect(result.byStep.reader.size).toBeGreaterThan(0);
  },
  PATIENCE,
);

/** The rule that each mistake breaks, whatever else comes of it. */
const BREAKS: Readonly<Record<Sabotage, Violation["rule"]>> = {
  "announces-first": "served",
  "numbers-lazily": "one content",
  "delivers-early": "delivered in order",
};

test.each(SABOTAGES)(
  "a member that %s is noticed",
  async (sabotage) => {
    const { violations } = await kill({ count: 80, seed: 2, sabotage, until: BREAKS[sabotage] });
    expect(violations.map(({ rule }) => rule)).toContain(BREAKS[sabotage]);
  },
  PATIENCE,
);
