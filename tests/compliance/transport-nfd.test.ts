import { runSuite, transportSuite } from "@svs/compliance";
import { embeddedForwarder, nfdVenue } from "@svs/venues";
import { describe, test } from "vitest";

// A case waits more than it works: several run at a time, each with a forwarder of its own.
const runner = { describe, test: test.concurrent, skip: test.skip };

for (const kind of ["unix", "tcp", "udp", "ws"] as const) {
  runSuite(transportSuite, nfdVenue(kind, embeddedForwarder), runner);
}
