import type { ComplianceCase } from "../compliance-case.js";
import type { TransportCapability, TransportDomain } from "./transport-domain.js";
import { TransportTrial } from "./transport-trial.js";

/** One rule of the Transport port. */
export type TransportCase = ComplianceCase<TransportDomain, TransportCapability>;

/** What a {@link TransportCase} does, without the id it is kept under. */
export interface TransportRule {
  readonly title: string;
  readonly needs?: readonly TransportCapability[];
  run(trial: TransportTrial): Promise<void>;
}

/** Rules by case id. */
export type TransportRules = Readonly<Record<`transport/${string}/${string}`, TransportRule>>;

/** The cases of some rules, in the order they are written in. */
export function transportCases(rules: TransportRules): TransportCase[] {
  return Object.entries(rules).map(([id, { title, needs = [], run }]) => ({
    id,
    title,
    needs,
    run: (domain) => run(new TransportTrial(domain)),
  }));
}
