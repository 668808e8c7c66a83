import { publicationStoreSuite, runSuite, stateStoreSuite } from "@svs/compliance";
import { describe, test } from "vitest";
import { levelVenues } from "./level-venue.js";
import { memoryPublicationVenue, memoryStateVenue } from "./memory-store-venues.js";

const runner = { describe, test, skip: test.skip };

runSuite(publicationStoreSuite, memoryPublicationVenue, runner);
runSuite(stateStoreSuite, memoryStateVenue, runner);

for (const kind of ["memory-level", "classic-level"] as const) {
  const { publications, state } = levelVenues(kind);
  runSuite(publicationStoreSuite, publications, runner);
  runSuite(stateStoreSuite, state, runner);
}
