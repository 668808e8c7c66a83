import { beforeAll, describe, expect, it } from "vitest";
import { type Figure, figuresOf } from "../src/figures.js";
import { runMachines } from "../src/machine-level/run-machines.js";
import { preset } from "../src/presets.js";

/** Figures by name, of seeds from 1. */
async function figures(name: string, seeds: number): Promise<ReadonlyMap<string, number>> {
  const runs = [];
  for (let seed = 1; seed <= seeds; seed++) {
    runs.push(await runMachines(preset(name)!, seed));
  }
  return new Map(figuresOf(runs).map(({ name, estimate }: Figure) => [name, estimate.value]));
}

/** What quiet repair and adaptive timers are to come to; `svs-sim <name> --compare specified` has both. */
describe.each<[string, number, Readonly<Record<string, number>>]>([
  [
    "quiet",
    60,
    {
      "publish to known, mean": 60,
      "publish to known, p99": 700,
      "re-announcements per quiet minute": 8,
    },
  ],
  ["lossy", 4, { "publish to known, mean": 120, "publish to known, p90": 250 }],
  [
    "clean",
    4,
    {
      "publish to known, max": 32,
      "Sync Interests per publication, publication": 1.1,
      "Sync Interests per publication, suppression": 0,
      "re-announcements per busy second": 1,
    },
  ],
  ["repair-20", 4, { "copies per repair": 2 }],
  ["repair-200", 2, { "copies per repair": 2.5 }],
  ["repair-1000", 1, { "copies per repair": 4 }],
])("%s, %i seeds", (name, seeds, bounds) => {
  let seen: ReadonlyMap<string, number>;
  beforeAll(async () => {
    seen = await figures(name, seeds);
  }, 60_000);

  it.each(Object.entries(bounds))("%s: at most %d", (figure, bound) => {
    expect(seen.get(figure) ?? 0).toBeLessThanOrEqual(bound);
  });
});
