import type { Arguments } from "./arguments.js";
import { figuresOf } from "./figures.js";
import { loadScenario } from "./load-scenario.js";
import { runMachines } from "./machine-level/run-machines.js";
import type { RunResult } from "./run-result.js";
import type { Scenario } from "./scenario.js";
import { asSpecified, withSetting } from "./settings.js";
import { runStack } from "./stack-level/run-stack.js";
import { table } from "./table.js";

/** A scenario as it is run in one column of the table. */
interface Variant {
  readonly title: string;
  readonly scenario: Scenario;
}

/** Runs what the command line asks for, and prints the figures. */
export async function carryOut(asked: Arguments): Promise<void> {
  let scenario = await loadScenario(asked.scenario);
  for (const { path, value } of asked.settings) {
    scenario = withSetting(scenario, path, value);
  }
  const columns = [];
  for (const { title, scenario: variant } of variantsOf(scenario, asked)) {
    const runs: RunResult[] = [];
    for (let seed = asked.seed; seed < asked.seed + asked.seeds; seed++) {
      runs.push(await (asked.level === "stack" ? runStack : runMachines)(variant, seed));
    }
    columns.push({ title, figures: figuresOf(runs) });
  }
  process.stdout.write(table(columns));
}

function variantsOf(scenario: Scenario, { sweep, compare }: Arguments): Variant[] {
  const swept = sweep
    ? sweep.values.map((value) => ({
        title: `${sweep.path} ${String(value)}`,
        scenario: withSetting(scenario, sweep.path, value),
      }))
    : [{ title: scenario.name, scenario }];
  if (!compare) {
    return swept;
  }
  return swept.flatMap((variant) => [
    variant,
    { title: sweep ? `${variant.title}, specified` : "specified", scenario: asSpecified(variant.scenario) },
  ]);
}
