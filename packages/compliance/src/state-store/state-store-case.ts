import type { ComplianceCase } from "../compliance-case.js";
import type { Rule } from "../rule.js";
import type { StoreCapability } from "../store/store-domain.js";
import type { StateStoreDomain } from "./state-store-domain.js";
import type { StateStoreTrial } from "./state-store-trial.js";

/** One rule of the StateStore port. */
export type StateStoreCase = ComplianceCase<StateStoreDomain, StoreCapability>;

/** Rules by case id. */
export type StateStoreRules = Readonly<
  Record<`state-store/${string}/${string}`, Rule<StateStoreTrial, StoreCapability>>
>;
