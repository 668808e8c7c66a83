import { drawPlan, planLines } from "./plan.js";
import { type RunOutcome, runPlan } from "./run-plan.js";
import { Violation } from "./violation.js";

/** A run that broke an invariant. */
export interface BrokenRun {
  readonly seed: number;
  readonly violation: Violation;
  /** The plan, for a person. */
  readonly plan: readonly string[];
}

/** Runs a seed twice. @returns what it came to, or what it broke. */
export async function huntSeed(seed: number): Promise<RunOutcome | BrokenRun> {
  const plan = drawPlan(seed);
  try {
    const first = await runPlan(plan);
    const second = await runPlan(plan);
    if (first.digest !== second.digest) {
      throw new Violation("repeatable", `two runs had packets ${first.digest} and ${second.digest}`);
    }
    return first;
  } catch (error) {
    if (!(error instanceof Violation)) {
      throw error;
    }
    return { seed, violation: error, plan: planLines(plan) };
  }
}
