import { runSuite, transportSuite } from "@svs/compliance";
import { nfdVenue } from "@svs/venues";
import { describe, test } from "vitest";
import { installGo } from "../src/install/install-go.js";
import { describeIfInstalled } from "./describe-if-installed.js";
import { ndndVenueForwarder } from "./ndnd-venue-forwarder.js";
import { ownPort } from "./own-ports.js";

// A case waits more than it works: several run at a time, each with a forwarder of its own.
const runner = { describe, test: test.concurrent, skip: test.skip };

for (const kind of ["unix", "tcp", "udp", "ws"] as const) {
  await describeIfInstalled(
    `over ${kind}`,
    async () => {
      await installGo();
      if (kind !== "unix") {
        ownPort();
      }
    },
    () => runSuite(transportSuite, nfdVenue(kind, ndndVenueForwarder), runner),
  );
}
