import type { NameLike } from "@ndn/packet";
import type { ForwarderClock } from "./clock.js";
import type { ForwarderLimits } from "./forwarding/limits.js";
import type { ForwarderRandom } from "./random.js";

/** A place to listen. */
export interface ForwarderEndpoint {
  /** IP address or host name; 127.0.0.1 by default. One of another machine's needs `allowRemote`. */
  readonly host?: string | undefined;
  /** The well-known port by default; 0 for any that is free. */
  readonly port?: number | undefined;
}

/** How bad or interesting a line of the log is. */
export type ForwarderLogLevel = "error" | "warn" | "info" | "debug";

/** A line of the log. */
export interface ForwarderLogEvent {
  readonly level: ForwarderLogLevel;
  readonly message: string;
}

/**
 * What makes a forwarder. An address that is given is listened on or the start fails; of the default
 * addresses, those are taken that can be had.
 */
export interface ForwarderOptions {
  /**
   * Path of the Unix socket, which only this user may open; false for none. By default that of NFD
   * if its directory is there or can be made, or else one of this user's own.
   */
  readonly unix?: string | false | undefined;
  /** TCP; port 6363 by default; false for none. */
  readonly tcp?: ForwarderEndpoint | false | undefined;
  /** UDP; port 6363 by default; false for none. */
  readonly udp?: ForwarderEndpoint | false | undefined;
  /** WebSocket, at any path; port 9696 by default; false for none. */
  readonly ws?: ForwarderEndpoint | false | undefined;
  /**
   * Origins of web pages that may connect over WebSocket, as browsers send them:
   * `https://chat.example`; `*` for all. Pages that this machine serves, and programs that are no
   * browsers, always may.
   */
  readonly webOrigins?: readonly string[] | undefined;
  /**
   * Whether hosts may be given that other machines can reach. Those may then send Interests to what
   * is registered here, but may not register anything themselves.
   */
  readonly allowRemote?: boolean | undefined;
  /** Octets of Data kept to answer later Interests; 4 MiB by default, 0 for none. */
  readonly contentStore?: number | undefined;
  /** What serves names for which no strategy is chosen; `best-route` by default, as in NFD. */
  readonly defaultStrategy?: "best-route" | "multicast" | undefined;
  /** Prefixes that the multicast strategy serves, for groups whose members do not ask for it. */
  readonly multicast?: readonly NameLike[] | undefined;
  /** How much one connection, or all together, may take. */
  readonly limits?: Partial<ForwarderLimits> | undefined;
  /** Given up when it is aborted before the forwarder is up; afterwards it closes the forwarder. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: ForwarderClock | undefined;
  readonly random?: ForwarderRandom | undefined;
  /** Told what happens; nothing is printed otherwise. */
  readonly onLog?: ((event: ForwarderLogEvent) => void) | undefined;
}
