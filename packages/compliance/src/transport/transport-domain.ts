import type { Name } from "@ndn/packet";
import type { Clock, Millis, Transport } from "@svs/core";

/**
 * What a network may have or not.
 *
 * - `cut`: an attachment's connection can be lost and restored, and its transport can tell;
 * - `multicast`: an Interest can be made to reach every registrant;
 * - `nack`: an Interest that nobody serves comes back as a Nack;
 * - `refusal`: there is a prefix that the network refuses to register.
 */
export type TransportCapability = "cut" | "multicast" | "nack" | "refusal";

/**
 * One network, by itself, to which transports are attached. It neither loses packets nor answers
 * out of a cache on its own. Disposing it closes every transport.
 */
export interface TransportDomain extends AsyncDisposable {
  /** The clock that the transports run by. */
  readonly clock: Clock;

  /**
   * Milliseconds that a case waits before it concludes that nothing comes. A packet that nothing
   * holds up is delivered, and its answer is back, well within it.
   */
  readonly quiet: Millis;

  /**
   * Milliseconds that a case waits for what must come, and the longest that a timer may be late. It
   * includes a reconnection, with all its back-off. On real sockets choose seconds: it is
   * spent only where a case fails.
   */
  readonly patience: Millis;

  /**
   * Milliseconds for which the network holds back another Interest of a name that it has just carried, as
   * forwarding strategies do. Default 0.
   */
  readonly suppression?: Millis | undefined;

  /** A prefix that the network refuses to register; there if it has the capability `refusal`. */
  readonly refusedPrefix?: Name | undefined;

  /**
   * Attaches a further transport, which has a connection of its own.
   * @param name - for logs; a case gives every attachment another one.
   * @returns resolves when the transport is up. A domain in virtual time lets it pass by itself.
   */
  attach(name: string): Promise<Transport>;

  /**
   * Cuts an attachment's connection and keeps it cut: attempts to connect again fail.
   * @returns resolves when the connection is cut; the transport may notice later.
   */
  cut(transport: Transport): Promise<void>;

  /**
   * Lets an attachment connect again.
   * @returns resolves when an attempt would succeed; the transport connects later, by itself.
   */
  mend(transport: Transport): Promise<void>;

  /**
   * Lets time pass.
   * @param ms - milliseconds on {@link clock}, virtual, or real where sockets force it.
   * 0 delivers what is due at this very moment.
   * @returns resolves when all that was due has happened, promise callbacks included.
   */
  elapse(ms: Millis): Promise<void>;
}
