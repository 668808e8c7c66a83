import type { Arguments } from "./arguments.js";
import type { Scenario } from "./scenario.js";
import { asSpecified, withSetting } from "./settings.js";

/** A scenario as it is run in one column of the table. */
export interface Variant {
  readonly title: string;
  readonly scenario: Scenario;
  /** What the sweep set, if that is a number. */
  readonly swept: number | undefined;
  /** Which line of a chart over the sweep it belongs to. */
  readonly line: string;
}

/** What is run beside each other: a variant for each value of the sweep, and each beside the specified. */
export function variantsOf(
  scenario: Scenario,
  { sweep, compare }: Pick<Arguments, "sweep" | "compare">,
): Variant[] {
  const line = scenario.name;
  const swept: Variant[] = sweep
    ? sweep.values.map((value) => ({
        title: `${sweep.path} ${String(value)}`,
        scenario: withSetting(scenario, sweep.path, value),
        swept: typeof value === "number" ? value : undefined,
        line,
      }))
    : [{ title: line, scenario, swept: undefined, line }];
  if (!compare) {
    return swept;
  }
  return swept.flatMap((variant) => [
    variant,
    {
      title: sweep ? `${variant.title}, specified` : "specified",
      scenario: asSpecified(variant.scenario),
      swept: variant.swept,
      line: "specified",
    },
  ]);
}
