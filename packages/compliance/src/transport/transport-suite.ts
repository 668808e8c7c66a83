import { casesOf } from "../rule.js";
import { closeRules } from "./close-rules.js";
import { concurrentRules } from "./concurrent-rules.js";
import { expressRules } from "./express-rules.js";
import { handlerRules } from "./handler-rules.js";
import { hearRules } from "./hear-rules.js";
import { octetsRules } from "./octets-rules.js";
import { reconnectRules } from "./reconnect-rules.js";
import { registrantsRules } from "./registrants-rules.js";
import { registrationRules } from "./registration-rules.js";
import { sendRules } from "./send-rules.js";
import { statusRules } from "./status-rules.js";
import type { TransportCase } from "./transport-case.js";
import type { TransportDomain } from "./transport-domain.js";
import { TransportTrial } from "./transport-trial.js";

const rules = {
  ...sendRules,
  ...expressRules,
  ...concurrentRules,
  ...registrationRules,
  ...handlerRules,
  ...registrantsRules,
  ...reconnectRules,
  ...octetsRules,
  ...hearRules,
  ...statusRules,
  ...closeRules,
};

/** The id of a case of {@link transportSuite}. */
export type TransportCaseId = keyof typeof rules;

/** Judges an implementation of the Transport port of `@svs/core`: every rule it promises, as a case each. */
export const transportSuite: readonly TransportCase[] = casesOf(
  rules,
  (domain: TransportDomain) => new TransportTrial(domain),
);
