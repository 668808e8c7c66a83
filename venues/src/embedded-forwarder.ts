import { join } from "node:path";
import { Forwarder } from "@svs/forwarder";
import type { VenueForwarder } from "./venue-forwarder.js";

const host = "127.0.0.1";
const anywhere = { host, port: 0 };

/** Our own forwarder, in this process. */
export const embeddedForwarder: VenueForwarder = {
  title: "the embedded forwarder",
  capabilities: { cut: true, multicast: true, nack: true, refusal: true },
  suppression: 0,
  async start(kind, directory) {
    const path = join(directory, "forwarder.sock");
    const forwarder = await Forwarder.start({
      unix: kind === "unix" && path,
      tcp: kind === "tcp" && anywhere,
      udp: kind === "udp" && anywhere,
      ws: kind === "ws" && anywhere,
    });
    return {
      address: kind === "unix" ? { path } : { host, port: Number(new URL(forwarder.uris[0]!).port) },
      [Symbol.asyncDispose]: () => forwarder.close(),
    };
  },
};
