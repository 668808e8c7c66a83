/** A place between a transport and its forwarder where the connection can be cut. */
export interface Relay {
  /** Where the transport connects to. */
  readonly uri: string;
  /** Ends the connections and refuses new ones, until {@link mend}. */
  cut(): Promise<void>;
  /** Accepts connections again, at the same address. */
  mend(): Promise<void>;
  close(): Promise<void>;
}
