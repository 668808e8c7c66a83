import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";

/** How publications are fetched. */
export interface FetchOptions {
  /**
   * Interests in flight at the most, over all members. Half of them are for publishers that answer. Default 64.
   */
  window: number;
  /**
   * Publications of one member that are fetched at a time, at the most; four times as many may wait for an
   * earlier one. Default 16.
   */
  windowPerMember: number;
  /**
   * Publications that wait for the application, or are on their way, at the most; half of them may be of publishers
   * that never answered. Default 256.
   */
  readAhead: number;
  /** Octets of content that wait for the application; above it nothing new is fetched. Default 16 MiB. */
  readAheadOctets: number;
  /** InterestLifetime while no round trip is measured. Default 1 000 ms. */
  lifetimeInitial: Millis;
  /** InterestLifetime at least. Default 200 ms. */
  lifetimeMin: Millis;
  /** InterestLifetime at the most. Default 4 000 ms. */
  lifetimeMax: Millis;
  /**
   * Forwarders keep an Interest so many times as long as its answer is waited for. Above 1, a repeated one finds
   * it there, and goes to another one of those who may have the Data. Default 1: there is one publisher.
   */
  lifetimeFactor: number;
  /** Wait after a Nack or a refused Data, doubled each time. Default 100 ms. */
  retryDelay: Millis;
  /** The wait between two Interests for one packet grows to this. Default 15 000 ms. */
  retryDelayMax: Millis;
  /**
   * Interests for one packet at the most. After the last one the publication is given up: a
   * `lost` event, and delivery goes on behind it. Default `Infinity`: a member that is away may
   * come back.
   */
  attempts: number;
  /** Octets of content of one publication at the most; a larger one is given up. Default 64 MiB. */
  publicationSizeMax: number;
  /** Packets of one publication at the most; a publication in more is given up. Default 65 536. */
  segmentsMax: number;
}

/** @throws SvsError `invalid-argument` for a value that cannot work. */
export function fetchOptions(given: Partial<FetchOptions> = {}): FetchOptions {
  const options: FetchOptions = {
    window: 64,
    windowPerMember: 16,
    readAhead: 256,
    readAheadOctets: 16 * 1024 * 1024,
    lifetimeInitial: 1000,
    lifetimeMin: 200,
    lifetimeMax: 4000,
    lifetimeFactor: 1,
    retryDelay: 100,
    retryDelayMax: 15_000,
    attempts: Number.POSITIVE_INFINITY,
    publicationSizeMax: 64 * 1024 * 1024,
    segmentsMax: 65_536,
    ...given,
  };
  for (const [option, value] of Object.entries(options)) {
    if (!(value >= 1)) {
      throw new SvsError(
        "invalid-argument",
        `fetch.${option} must be a number of at least 1, and is ${value}.`,
      );
    }
  }
  return options;
}
