import { SvsError } from "@svs/core";
import type { DialOptions } from "../link/dial-options.js";
import type { Link } from "../link/link.js";
import { dialWebSocket } from "../link/web-socket-link.js";
import type { ForwarderAddress } from "./forwarder-uri.js";
import type { Candidate, Platform } from "./nfd-search.js";

/** Browsers: WebSocket and nothing else. Without an address, the forwarder on the reader's own machine. */
export class BrowserPlatform implements Platform {
  candidates(): Promise<readonly Candidate[]> {
    return Promise.resolve([{ uri: "ws://127.0.0.1:9696/", source: "default-websocket", binding: false }]);
  }

  async dial(address: ForwarderAddress, options: DialOptions): Promise<Link> {
    if (address.kind !== "websocket") {
      throw new SvsError(
        "invalid-argument",
        `A browser speaks WebSocket only, not ${address.kind}; name a forwarder as ws://host:9696 or wss://host.`,
      );
    }
    return dialWebSocket(() => new WebSocket(address.url), options);
  }
}
