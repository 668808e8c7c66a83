import type { ComplianceCase } from "../compliance-case.js";
import type { Rule } from "../rule.js";
import type { TransportCapability, TransportDomain } from "./transport-domain.js";
import type { TransportTrial } from "./transport-trial.js";

/** One rule of the Transport port. */
export type TransportCase = ComplianceCase<TransportDomain, TransportCapability>;

/** Rules by case id. */
export type TransportRules = Readonly<
  Record<`transport/${string}/${string}`, Rule<TransportTrial, TransportCapability>>
>;
