import { describe, test } from "vitest";
import { runSuite, transportSuite } from "../src/index.js";
import { loopbackVenue } from "./loopback/loopback-venue.js";

runSuite(transportSuite, loopbackVenue, { describe, test, skip: test.skip });
