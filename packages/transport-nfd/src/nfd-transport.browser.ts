import { ForwarderTransport } from "./forwarder-transport.js";
import { BrowserPlatform } from "./search/browser-platform.js";
import type { ForwarderSource, FoundForwarder } from "./search/forwarder-search.js";
import { isLocalAddress, parseForwarderUri } from "./search/forwarder-uri.js";
import { NfdSearch } from "./search/nfd-search.js";
import { type ForwarderTransportOptions, settingsOf } from "./transport-options.js";

/** Options of {@link NfdTransport.connect} in a browser. */
export interface NfdTransportOptions extends ForwarderTransportOptions {
  /**
   * The forwarder's address: `ws://host:port/path` or `wss://host/path`. Without a port, 80 or 443.
   * Default: `ws://127.0.0.1:9696/`, then the fallback.
   */
  uri?: string | undefined;
  /**
   * Asked for an address whenever the search finds no forwarder, at the first connection and at every later
   * one. Not asked when an address was named.
   */
  fallback?: (() => Promise<string>) | undefined;
}

/**
 * A connection to an NDN forwarder over WebSocket, restored when it is lost: every time over a fresh face,
 * with every served prefix registered again before the status is `up`.
 */
export class NfdTransport extends ForwarderTransport<FoundForwarder> {
  /**
   * Connects to the forwarder.
   * @returns resolves when the transport is up; the caller owns it and closes it.
   * @throws SvsError `forwarder-unreachable`, `invalid-argument`, `aborted`.
   */
  static async connect(options: NfdTransportOptions = {}): Promise<NfdTransport> {
    const settings = settingsOf(options);
    const { uri, fallback } = options;
    const search = new NfdSearch({ uri, fallback, settings, platform: new BrowserPlatform() });
    return new NfdTransport(search, settings).start();
  }

  /** The address of the forwarder of the newest connection. */
  get uri(): string {
    return this.found.uri;
  }

  /** Which setting named it: `option`, `default-websocket` or `fallback`. */
  get source(): ForwarderSource {
    return this.found.source;
  }

  /** Always `undefined` in a browser, which has no files to name. */
  get sourcePath(): string | undefined {
    return this.found.path;
  }

  /**
   * Whether that address is on this machine. A forwarder tells of itself, and lets strategies be set, from its
   * own machine only.
   */
  get local(): boolean {
    return isLocalAddress(parseForwarderUri(this.uri));
  }
}
