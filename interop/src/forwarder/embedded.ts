import { Forwarder } from "@svs/forwarder";
import type { ForwarderKind } from "./forwarder-kind.js";

/** Our own forwarder, in this process. */
export const embedded: ForwarderKind = {
  id: "embedded",
  title: "embedded forwarder",
  async start() {
    const forwarder = await Forwarder.start({
      tcp: { host: "127.0.0.1", port: 0 },
      unix: false,
      udp: false,
      ws: false,
    });
    return { uri: forwarder.uris[0]!, [Symbol.asyncDispose]: () => forwarder.close() };
  },
};
