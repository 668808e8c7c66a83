import type { TransportCaseId } from "../../src/index.js";
import { closeSaboteurs } from "./close-saboteurs.js";
import { concurrentSaboteurs } from "./concurrent-saboteurs.js";
import { expressSaboteurs } from "./express-saboteurs.js";
import { handlerSaboteurs } from "./handler-saboteurs.js";
import { hearSaboteurs } from "./hear-saboteurs.js";
import { octetsSaboteurs } from "./octets-saboteurs.js";
import { reconnectSaboteurs } from "./reconnect-saboteurs.js";
import { registrantsSaboteurs } from "./registrants-saboteurs.js";
import { registrationSaboteurs } from "./registration-saboteurs.js";
import type { Saboteur } from "./saboteur.js";
import { sendSaboteurs } from "./send-saboteurs.js";
import { statusSaboteurs } from "./status-saboteurs.js";

/** For every case of the suite, implementations that break its rule. */
export const transportSaboteurs: Readonly<Record<TransportCaseId, readonly Saboteur[]>> = {
  ...sendSaboteurs,
  ...expressSaboteurs,
  ...concurrentSaboteurs,
  ...registrationSaboteurs,
  ...handlerSaboteurs,
  ...registrantsSaboteurs,
  ...reconnectSaboteurs,
  ...octetsSaboteurs,
  ...hearSaboteurs,
  ...statusSaboteurs,
  ...closeSaboteurs,
};
