import type { TransportCapability } from "@svs/compliance";

/** How a transport and its forwarder are connected. */
export type SocketKind = "unix" | "tcp" | "udp" | "ws";

/** Where something listens on this machine. */
export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** A forwarder that runs. Disposing it ends it. */
export interface StartedForwarder extends AsyncDisposable {
  readonly address: SocketAddress;
}

/** A kind of forwarder, of which every case gets one of its own. */
export interface VenueForwarder {
  /** For people, in "NfdTransport and …". */
  readonly title: string;
  readonly capabilities: Readonly<Record<TransportCapability, boolean>>;
  /** Milliseconds for which it holds back another Interest of a name that it has just forwarded. */
  readonly suppression: number;
  /**
   * Starts one that caches nothing and listens, on this machine only, at one kind of socket.
   * @param directory - for its files, a Unix socket among them; removed after its end.
   */
  start(kind: SocketKind, directory: string): Promise<StartedForwarder>;
}
