import type { Data, Interest, Name } from "@ndn/packet";
import type { TypedEventTarget } from "typescript-event-target";

/**
 * Where a transport stands.
 *
 * - `connecting`: not up yet, first attempt or again;
 * - `up`: connected, and every served prefix is registered;
 * - `down`: the connection was lost; it is being restored;
 * - `closed`: for good.
 */
export type TransportStatus = "connecting" | "up" | "down" | "closed";

/** What became of a packet handed to {@link Transport.send}. */
export type SendResult = "sent" | "dropped";

/**
 * Answers an Interest with Data: a packet, or its octets as they are to be sent.
 * `undefined` is silence. A handler that throws or rejects is silence too, and is counted.
 */
export type InterestHandler = (
  interest: Interest,
) => Data | Uint8Array | undefined | Promise<Data | Uint8Array | undefined>;

/** Options of {@link Transport.express}. */
export interface ExpressOptions {
  /**
   * Gives the Interest up: the promise rejects with `SvsError` code `aborted`. Once it has settled, nobody is to
   * listen to the signal any more: the next Interest may come with the same.
   */
  signal?: AbortSignal | undefined;
}

/** Options of {@link Transport.serve}. */
export interface ServeOptions {
  /** Ends the attempt to register, and the registration once it exists. */
  signal?: AbortSignal | undefined;
  /**
   * Asks that an Interest under this prefix reaches *every* registrant and not only the best
   * one: the forwarder's multicast strategy. A group's Sync Interests need it.
   */
  multicast?: Name | undefined;
  /**
   * What the way here costs, a whole number from 0: where only the best of several registrants is asked, the
   * others are asked when the cheaper ones do not answer. Default 0.
   */
  cost?: number | undefined;
  /**
   * Is shown the octets of each Interest under this prefix first, whoever's handler it is for, before
   * it is decoded: all that is known of them is the name. If it returns true, it has dealt with the
   * Interest, and no handler is asked. Where several prefixes hear, each is shown it, in any order, until
   * one returns true. One that throws has dealt with it too: that is silence, and is counted as a handler's.
   *
   * The octets stay as they are, and others may be shown the same: they are not to be changed.
   */
  hear?: ((packet: Uint8Array) => boolean) | undefined;
}

/** A served prefix. Disposing it unregisters; that is complete when the promise resolves. */
export interface Registration extends AsyncDisposable {
  readonly prefix: Name;
}

/** The forwarder refused a prefix or a strategy. */
export interface RegistrationFailure {
  readonly prefix: Name;
  /** What was asked: to register the prefix, or to set the multicast strategy on it. */
  readonly command: "register" | "multicast";
  /** The forwarder's status code; `undefined` if it gave no answer. */
  readonly statusCode: number | undefined;
  /** One sentence for a person. */
  readonly reason: string;
}

/** Events of a {@link Transport}. */
export type TransportEventMap = {
  /** The status changed. */
  status: CustomEvent<TransportStatus>;
  /** A prefix could not be registered; the transport goes on trying unless it was withdrawn. */
  "registration-failed": CustomEvent<RegistrationFailure>;
};

/**
 * What State Vector Sync needs of an NDN network, and no more.
 *
 * Implementations are judged by the Transport suite of `@svs/compliance`.
 * Two attachments of one network never hear themselves: a transport does not deliver its own
 * Interests to its own handlers.
 */
export interface Transport extends TypedEventTarget<TransportEventMap>, AsyncDisposable {
  readonly status: TransportStatus;

  /**
   * The largest packet in octets, NDNLPv2 not counted. A larger one is refused with `SvsError`
   * code `packet-too-large` before any of it is sent.
   */
  readonly packetSizeMax: number;

  /**
   * Sends one Interest and forgets it: nothing is pending, nothing is queued while down.
   * @returns `dropped` if the transport is not up.
   * @throws SvsError `packet-too-large`, or `closed`.
   */
  send(interest: Interest): SendResult;

  /**
   * {@link send}, of an Interest's octets as they are to leave, its Nonce among them. They are the
   * transport's from then on: not to be changed any more.
   * @throws SvsError also `invalid-argument` unless they are one element from end to end, an Interest's.
   * What is in it is the caller's business.
   */
  sendOctets(packet: Uint8Array): SendResult;

  /**
   * Sends one Interest and waits for its Data during one InterestLifetime.
   * Retransmission is the caller's, each time with a fresh Nonce.
   * @returns the Data, octet for octet as it arrived, not verified.
   * @throws SvsError `timeout`, `nack`, `aborted`, `not-connected`, `packet-too-large`, `closed`.
   */
  express(interest: Interest, options?: ExpressOptions): Promise<Data>;

  /**
   * Answers Interests under a prefix. Of several handlers the one with the longest matching
   * prefix is asked. The registration survives reconnects.
   * @returns resolves when the prefix is registered (and its strategy was asked for).
   * @throws SvsError `registration-failed` if the forwarder says no, `aborted`, `closed`,
   * `invalid-argument` if this transport serves that very prefix already.
   */
  serve(prefix: Name, handler: InterestHandler, options?: ServeOptions): Promise<Registration>;

  /** Ends everything: pending Interests reject with `closed`. Idempotent. */
  close(): Promise<void>;
}
