import { runSuite, transportSuite } from "@svs/compliance";
import { describe, test } from "vitest";
import { memoryVenue } from "./memory-venue.js";

for (const topology of ["star", "line"] as const) {
  runSuite(transportSuite, memoryVenue(topology), { describe, test, skip: test.skip });
}
