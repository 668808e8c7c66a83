import { casesOf } from "../rule.js";
import { closeRules } from "./close-rules.js";
import { deleteRules } from "./delete-rules.js";
import { getRules } from "./get-rules.js";
import { killRules } from "./kill-rules.js";
import { limitRules } from "./limit-rules.js";
import type { PublicationStoreCase } from "./publication-store-case.js";
import type { PublicationStoreDomain } from "./publication-store-domain.js";
import { PublicationStoreTrial } from "./publication-store-trial.js";
import { putRules } from "./put-rules.js";
import { rangeRules } from "./range-rules.js";
import { reopenRules } from "./reopen-rules.js";

const rules = {
  ...putRules,
  ...getRules,
  ...rangeRules,
  ...deleteRules,
  ...limitRules,
  ...closeRules,
  ...reopenRules,
  ...killRules,
};

/** The id of a case of {@link publicationStoreSuite}. */
export type PublicationStoreCaseId = keyof typeof rules;

/** Judges an implementation of the PublicationStore port of `@svs/core`: every rule it promises, as a case each. */
export const publicationStoreSuite: readonly PublicationStoreCase[] = casesOf(
  rules,
  (domain: PublicationStoreDomain) => new PublicationStoreTrial(domain),
);
