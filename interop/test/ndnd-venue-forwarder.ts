import { join } from "node:path";
import type { VenueForwarder } from "@svs/venues";
import { startNdnd } from "../src/forwarder/ndnd.js";
import { ownPort } from "./own-ports.js";

/**
 * NDNd. It has no Nacks: an Interest that nobody serves is met with silence. And it refuses no prefix, not
 * even its own.
 */
export const ndndVenueForwarder: VenueForwarder = {
  title: "NDNd",
  capabilities: { cut: true, multicast: true, nack: false, refusal: false },
  // Its best-route strategy's, and something for what the processes take.
  suppression: 450,
  async start(kind, directory) {
    const port = kind === "unix" ? undefined : ownPort();
    const forwarder = await startNdnd({ directory, ...(kind !== "unix" && { [kind]: port }) });
    return {
      address: port === undefined ? { path: join(directory, "nfd.sock") } : { host: "127.0.0.1", port },
      // Asked to end, it takes its time.
      [Symbol.asyncDispose]: () => forwarder.kill(),
    };
  },
};
