import type { Connection } from "../connection.js";
import type { Link } from "../link/link.js";
import type { Registrar } from "../management/registrar.js";

/** Which setting named the forwarder. */
export type ForwarderSource =
  /** The `uri` option. */
  | "option"
  /** The environment variable of that name. */
  | "NDN_CLIENT_TRANSPORT"
  /** The environment variable of that name. */
  | "NDNTS_UPLINK"
  /** The `transport=` line of a client.conf. */
  | "client.conf"
  /** A Unix socket where forwarders usually listen. */
  | "default-socket"
  /** 127.0.0.1, TCP port 6363. */
  | "default-tcp"
  /** 127.0.0.1, WebSocket port 9696: the default in a browser. */
  | "default-websocket"
  /** The `fallback` option. */
  | "fallback";

/** A forwarder, found and connected to. */
export interface FoundForwarder {
  readonly link: Link;
  /** Its address. */
  readonly uri: string;
  readonly source: ForwarderSource;
  /** The client.conf or the socket's path, where the source is one of those. */
  readonly path: string | undefined;
}

/** Finds the forwarder, anew for every connection, and says how to speak to it. */
export interface ForwarderSearch<Found extends { readonly link: Link } = FoundForwarder> {
  /**
   * Opens a link.
   * @throws SvsError `forwarder-unreachable`, `permission-denied`, `invalid-argument`, `aborted`.
   */
  open(signal: AbortSignal): Promise<Found>;
  /** The one that registers prefixes over a connection made of what was found. */
  registrar(connection: Connection, found: Found): Registrar;
}
