import type { Link } from "./link.js";

/** What a listener calls for each connection. */
export interface LinkHandlers {
  /** One frame from the peer. */
  onFrame(frame: Uint8Array): void;
  /** A frame too large to be read was left out. */
  onOversized(): void;
  /** Octets came that are no frame. */
  onMalformed(): void;
  /** The connection ended, for whatever reason. Called once. */
  onClosed(): void;
}

/** What a listener is given. */
export interface ListenerHost {
  /** Octets that wait to be read by one peer, at the most. */
  readonly sendBufferOctets: number;

  /** Makes a face for a new connection. @returns undefined if there are too many: close it. */
  accept(link: Link): LinkHandlers | undefined;
}

/** A place where applications connect to the forwarder. */
export interface Listener {
  /** Where it is, as clients write it: `unix:///run/nfd/nfd.sock`, `tcp://127.0.0.1:6363`. */
  readonly uri: string;

  /** Takes no more connections. Those that are there stay. Resolves when the place is free again. */
  close(): Promise<void>;
}
