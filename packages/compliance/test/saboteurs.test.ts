import { publicationStoreSuite, stateStoreSuite, transportSuite } from "../src/index.js";
import { loopbackVenue } from "./loopback/loopback-venue.js";
import { plainPublicationVenue, plainStateVenue } from "./plain-store/plain-venues.js";
import { proveSuite } from "./prove-suite.js";
import { publicationStoreSaboteurs } from "./saboteurs/publication-store/publication-store-saboteurs.js";
import { stateStoreSaboteurs } from "./saboteurs/state-store/state-store-saboteurs.js";
import { transportSaboteurs } from "./saboteurs/transport-saboteurs.js";

proveSuite({
  port: "the Transport port",
  suite: transportSuite,
  venue: loopbackVenue,
  saboteurs: transportSaboteurs,
  controls: [
    "transport/send/delivered",
    "transport/express/data",
    "transport/status/attached",
    "transport/close/dispose",
  ],
});

proveSuite({
  port: "the PublicationStore port",
  suite: publicationStoreSuite,
  venue: plainPublicationVenue,
  saboteurs: publicationStoreSaboteurs,
  controls: [
    "publication-store/put/held",
    "publication-store/get/absent",
    "publication-store/limit/told",
    "publication-store/close/dispose",
  ],
});

proveSuite({
  port: "the StateStore port",
  suite: stateStoreSuite,
  venue: plainStateVenue,
  saboteurs: stateStoreSaboteurs,
  controls: ["state-store/load/fresh", "state-store/save/all", "state-store/close/dispose"],
});
