/** What a link tells its owner. Never called before `start` has returned, nor after `close`. */
export interface LinkEvents {
  /** One packet arrived: exactly one TLV, which the receiver may keep. */
  packet(octets: Uint8Array): void;
  /** Octets arrived that are no TLV; on a stream, `lost` follows. */
  malformed(): void;
  /** The link broke. `reason` is a clause for a person. Called once at the most. */
  lost(reason: string): void;
}

/** An open way to a forwarder that carries packets, good for one connection. */
export interface Link {
  /** The most octets one frame can carry; `Infinity` for streams. */
  readonly mtu: number;
  /**
   * Whether the forwarder is told when the other end goes away. If not (datagrams), registrations must be
   * refreshed, and withdrawn by hand.
   */
  readonly connected: boolean;
  /** Begins to deliver. Called once, in the turn in which the link was handed over. */
  start(events: LinkEvents): void;
  /** Hands one frame to the network at once. @returns false if it was dropped instead. */
  send(frame: Uint8Array): boolean;
  /** Sends what was accepted, then closes. Resolves when the socket is gone. Idempotent. */
  close(): Promise<void>;
}
