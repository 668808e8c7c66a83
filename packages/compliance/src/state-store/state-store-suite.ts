import { casesOf } from "../rule.js";
import { closeRules } from "./close-rules.js";
import { lastingRules } from "./lasting-rules.js";
import { saveRules } from "./save-rules.js";
import type { StateStoreCase } from "./state-store-case.js";
import type { StateStoreDomain } from "./state-store-domain.js";
import { StateStoreTrial } from "./state-store-trial.js";

const rules = { ...saveRules, ...closeRules, ...lastingRules };

/** The id of a case of {@link stateStoreSuite}. */
export type StateStoreCaseId = keyof typeof rules;

/** Judges an implementation of the StateStore port of `@svs/core`: every rule it promises, as a case each. */
export const stateStoreSuite: readonly StateStoreCase[] = casesOf(
  rules,
  (domain: StateStoreDomain) => new StateStoreTrial(domain),
);
