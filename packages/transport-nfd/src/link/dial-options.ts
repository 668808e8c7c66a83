import type { Clock, Millis } from "@svs/core";

/** What opening a link needs to know. */
export interface DialOptions {
  readonly clock: Clock;
  /** How long the other end may take to accept. */
  readonly connectTimeout: Millis;
  /** Octets of the largest frame to accept. */
  readonly frameMax: number;
  /** Octets that may wait to be sent; frames beyond are dropped. */
  readonly writeBufferMax: number;
  readonly signal: AbortSignal;
}
