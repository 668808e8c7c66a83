import { describe, test } from "vitest";
import { publicationStoreSuite, runSuite, stateStoreSuite } from "../src/index.js";
import { plainPublicationVenue, plainStateVenue } from "./plain-store/plain-venues.js";

const runner = { describe, test, skip: test.skip };

runSuite(publicationStoreSuite, plainPublicationVenue, runner);
runSuite(stateStoreSuite, plainStateVenue, runner);
