import { checkScenario } from "./check-scenario.js";
import { DIALECTS } from "./dialects.js";
import type { Scenario } from "./scenario.js";
import { SWITCHES } from "./switches.js";

/**
 * The scenario with another value in one place.
 * @param path - names of fields and positions in lists, as in `timers.suppression` or `crashes.0.at`.
 * @throws SvsError `invalid-argument` if that is no scenario.
 */
export function withSetting(scenario: Scenario, path: string, value: unknown): Scenario {
  const copy: unknown = structuredClone(scenario);
  const steps = path.split(".");
  const last = steps.pop()!;
  let at = copy as Record<string, unknown>;
  for (const step of steps) {
    if (typeof at[step] !== "object" || at[step] === null) {
      at[step] = {};
    }
    at = at[step] as Record<string, unknown>;
  }
  at[last] = value;
  return checkScenario(copy);
}

/** The scenario with the timers that its dialect specifies, and nothing that goes beyond the specification. */
export function asSpecified(scenario: Scenario): Scenario {
  const { timers } = DIALECTS[scenario.dialect ?? "v3"];
  const specified = Object.entries(SWITCHES).filter(([, value]) => value !== undefined);
  return { ...scenario, timers, options: { ...scenario.options, ...Object.fromEntries(specified) } };
}
