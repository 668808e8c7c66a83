import type { ComplianceCase } from "./compliance-case.js";

/** What a case does, without the id it is kept under. */
export interface Rule<Trial, Capability extends string> {
  /** The rule, as a sentence. */
  readonly title: string;
  /** Capabilities without which it does not apply. Default: none. */
  readonly needs?: readonly Capability[];
  run(trial: Trial): Promise<void>;
}

/**
 * The cases of some rules, by id, in the order they are written in.
 * @param trialOf - a case's hand in a domain.
 */
export function casesOf<Domain extends AsyncDisposable, Trial, Capability extends string>(
  rules: Readonly<Record<string, Rule<Trial, Capability>>>,
  trialOf: (domain: Domain) => Trial,
): ComplianceCase<Domain, Capability>[] {
  return Object.entries(rules).map(([id, { title, needs = [], run }]) => ({
    id,
    title,
    needs,
    run: (domain) => run(trialOf(domain)),
  }));
}
