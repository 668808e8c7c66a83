import { ForwarderTransport } from "./forwarder-transport.js";
import type { ForwarderSource, FoundForwarder } from "./search/forwarder-search.js";
import { isLocalAddress, parseForwarderUri } from "./search/forwarder-uri.js";
import { type LocalEnvironment, localEnvironment } from "./search/local-environment.js";
import { NfdSearch } from "./search/nfd-search.js";
import { NodePlatform } from "./search/node-platform.js";
import { type ForwarderTransportOptions, settingsOf } from "./transport-options.js";

/** Options of {@link NfdTransport.connect}. */
export interface NfdTransportOptions extends ForwarderTransportOptions {
  /**
   * The forwarder's address: `unix:///path`, `tcp://host:port` (also `tcp4`, `tcp6`), `udp://host:port`
   * (also `udp4`, `udp6`), `ws://host:port/path` or `wss://host/path`. Without a port, 6363 (WebSocket: 80
   * or 443). Default: looked for, see {@link NfdTransport.connect}.
   */
  uri?: string | undefined;
  /**
   * Asked for an address whenever the search finds no forwarder, at the first connection and at every later
   * one. May start a forwarder. Not asked when an address was named.
   */
  fallback?: (() => Promise<string>) | undefined;
  /** What the search looks at instead of this machine's environment and files. */
  environment?: Partial<LocalEnvironment> | undefined;
}

/**
 * A connection to an NDN forwarder, NFD, NDNd or a compatible one, restored when it is lost: every time
 * over a fresh face (UDP: from the same port, if it is still free), with every served prefix registered again
 * before the status is `up`.
 */
export class NfdTransport extends ForwarderTransport<FoundForwarder> {
  /**
   * Connects to the forwarder. Without the `uri` option it is looked for, anew at every connection, in this
   * order: the environment variables `NDN_CLIENT_TRANSPORT` and `NDNTS_UPLINK`; the first client.conf of
   * `~/.ndn`, `/usr/local/etc/ndn`, `/etc/ndn`; the usual Unix sockets; TCP port 6363 of this machine; the
   * `fallback` option. An address named by an option, a variable, or as another machine in client.conf, is
   * the only one tried.
   *
   * @returns resolves when the transport is up; the caller owns it and closes it.
   * @throws SvsError `forwarder-unreachable`, `permission-denied`, `invalid-argument`, `aborted`.
   */
  static async connect(options: NfdTransportOptions = {}): Promise<NfdTransport> {
    const settings = settingsOf(options);
    const platform = new NodePlatform({ ...localEnvironment(), ...options.environment });
    const search = new NfdSearch({ uri: options.uri, fallback: options.fallback, settings, platform });
    return new NfdTransport(search, settings).start();
  }

  /** The address of the forwarder of the newest connection. */
  get uri(): string {
    return this.found.uri;
  }

  /** Which setting named it. */
  get source(): ForwarderSource {
    return this.found.source;
  }

  /** The client.conf, or the default socket, that {@link source} means. */
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
