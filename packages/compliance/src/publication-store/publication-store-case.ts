import type { ComplianceCase } from "../compliance-case.js";
import type { Rule } from "../rule.js";
import type { StoreCapability } from "../store/store-domain.js";
import type { PublicationStoreDomain } from "./publication-store-domain.js";
import type { PublicationStoreTrial } from "./publication-store-trial.js";

/** One rule of the PublicationStore port. */
export type PublicationStoreCase = ComplianceCase<PublicationStoreDomain, StoreCapability>;

/** Rules by case id. */
export type PublicationStoreRules = Readonly<
  Record<`publication-store/${string}/${string}`, Rule<PublicationStoreTrial, StoreCapability>>
>;
