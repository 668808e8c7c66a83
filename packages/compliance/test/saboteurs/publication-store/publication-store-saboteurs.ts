import type { PublicationStoreCaseId } from "../../../src/index.js";
import { closeSaboteurs } from "./close-saboteurs.js";
import { deleteSaboteurs } from "./delete-saboteurs.js";
import { getSaboteurs } from "./get-saboteurs.js";
import { killSaboteurs, reopenSaboteurs } from "./lasting-saboteurs.js";
import { limitSaboteurs } from "./limit-saboteurs.js";
import type { PublicationsSaboteur } from "./publications-saboteur.js";
import { putSaboteurs } from "./put-saboteurs.js";
import { rangeSaboteurs } from "./range-saboteurs.js";

/** For every case of the suite, implementations that break its rule. */
export const publicationStoreSaboteurs: Readonly<
  Record<PublicationStoreCaseId, readonly PublicationsSaboteur[]>
> = {
  ...putSaboteurs,
  ...getSaboteurs,
  ...rangeSaboteurs,
  ...deleteSaboteurs,
  ...limitSaboteurs,
  ...closeSaboteurs,
  ...reopenSaboteurs,
  ...killSaboteurs,
};
