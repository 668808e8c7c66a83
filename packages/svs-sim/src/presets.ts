import { checkScenario } from "./check-scenario.js";
import clean from "./presets/clean.json" with { type: "json" };
import lossy from "./presets/lossy.json" with { type: "json" };
import partition from "./presets/partition.json" with { type: "json" };
import quiet from "./presets/quiet.json" with { type: "json" };
import repair20 from "./presets/repair-20.json" with { type: "json" };
import repair200 from "./presets/repair-200.json" with { type: "json" };
import repair1000 from "./presets/repair-1000.json" with { type: "json" };
import throughput from "./presets/throughput.json" with { type: "json" };
import type { Scenario } from "./scenario.js";

const PRESETS: readonly { readonly name: string }[] = [
  quiet,
  lossy,
  clean,
  partition,
  repair20,
  repair200,
  repair1000,
  throughput,
];

/** The names of the scenarios that come with the package. */
export function presetNames(): string[] {
  return PRESETS.map(({ name }) => name);
}

/** A scenario that comes with the package; `undefined` if there is none of that name. */
export function preset(name: string): Scenario | undefined {
  const found = PRESETS.find((candidate) => candidate.name === name);
  return found && checkScenario(found);
}
