import { Name, type NameLike, type Signer } from "@ndn/packet";
import {
  type Clock,
  digestSigning,
  type Millis,
  type Random,
  SvsError,
  systemClock,
  systemRandom,
} from "@svs/core";
import type { BackoffOptions } from "./backoff.js";

/** Octets of the largest frame that NDNd passes on over a stream. */
const FRAME_MAX = 8_800;

/** What it puts around a packet: LpPacket and Fragment (8 octets), PIT token (8), congestion mark (12). */
const HEADERS_MAX = 28;

/** What all transports to a forwarder can be told. */
export interface ForwarderTransportOptions {
  /** Gives the attempt to connect up; later, closes the transport. */
  signal?: AbortSignal | undefined;
  /** Default: the system's. */
  clock?: Clock | undefined;
  /** Default: the platform's generator. */
  random?: Random | undefined;
  /** How long one address may take to accept a connection. Default 4 000 ms. */
  connectTimeout?: Millis | undefined;
  /**
   * Delays between attempts to restore a lost connection: doubling from `initial` (default 25 ms) to `max`
   * (default 5 000 ms), each jittered by half. `false`: a lost connection closes the transport.
   */
  reconnect?: Partial<BackoffOptions> | false | undefined;
  /**
   * Whether the attempt to connect goes on while no forwarder answers, with the delays of `reconnect`, instead
   * of rejecting with `forwarder-unreachable`. Give it up with `signal`. Default false.
   */
  waitForForwarder?: boolean | undefined;
  /**
   * Whether to set the forwarder's multicast strategy where `serve({ multicast })` asks for it. Default true.
   * With `false`, the operator does: a group of more than two members needs it.
   */
  setStrategy?: boolean | undefined;
  /** Signs the commands to the forwarder. Default: a digest, which a forwarder takes from local programs. */
  commandSigner?: Signer | undefined;
  /**
   * Where the forwarder listens for commands. Default `/localhost/nfd` on a local connection and
   * `/localhop/nfd` on one to another machine; on a local one over UDP, whichever accepts them.
   */
  commandPrefix?: NameLike | undefined;
  /**
   * How long the forwarder has to answer a command the first time; it is asked three times, each with twice
   * the time of the one before. Default 1 000 ms.
   */
  commandTimeout?: Millis | undefined;
  /**
   * After this long without a packet, the served prefixes are registered again to see whether the forwarder
   * is still there (on UDP: this often, whatever arrives). A forwarder that stays silent is reconnected to.
   * Default 15 000 ms.
   */
  keepAlive?: Millis | undefined;
  /**
   * How long to wait between the last registration and `up`. NFD says yes to a registration some
   * milliseconds before its tables change, so an Interest sent back to us at once may be lost. Default 0.
   */
  settle?: Millis | undefined;
  /**
   * The largest packet, in octets. Default 8 772: forwarders carry 8 800, and NDNd counts what it puts around
   * a packet. One that is larger is lost there without a word, and NFD ends the connection.
   */
  packetSizeMax?: number | undefined;
  /** Octets that may wait in the link's buffer; packets beyond are dropped. Default 4 MiB. */
  writeBufferMax?: number | undefined;
}

/** {@link ForwarderTransportOptions} with nothing left open. */
export interface TransportSettings {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly connectTimeout: Millis;
  readonly reconnect: BackoffOptions | undefined;
  readonly waitForForwarder: boolean;
  readonly setStrategy: boolean;
  readonly commandSigner: Signer;
  readonly commandPrefix: Name | undefined;
  readonly commandTimeout: Millis;
  readonly keepAlive: Millis;
  readonly settle: Millis;
  readonly packetSizeMax: number;
  readonly writeBufferMax: number;
}

/** Fills in the defaults. @throws SvsError `invalid-argument`. */
export function settingsOf(options: ForwarderTransportOptions): TransportSettings {
  const number = (key: NumberOption, fallback: number, min: number): number => {
    const value = options[key] ?? fallback;
    if (!(value >= min)) {
      throw new SvsError("invalid-argument", `The option ${key} is ${value}; it must be at least ${min}.`);
    }
    return value;
  };
  const { reconnect } = options;
  const initial = (reconnect || undefined)?.initial ?? 25;
  const max = (reconnect || undefined)?.max ?? Math.max(initial, 5_000);
  if (!(initial > 0 && max >= initial)) {
    throw new SvsError(
      "invalid-argument",
      `The option reconnect goes from ${initial} ms to ${max} ms; it must begin above 0 and not shrink.`,
    );
  }
  const waitForForwarder = options.waitForForwarder ?? false;
  if (waitForForwarder && reconnect === false) {
    throw new SvsError(
      "invalid-argument",
      "The option waitForForwarder is set and reconnect is false; give the delays between attempts there.",
    );
  }
  return {
    signal: options.signal,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    connectTimeout: number("connectTimeout", 4_000, 1),
    reconnect: reconnect === false ? undefined : { initial, max },
    waitForForwarder,
    setStrategy: options.setStrategy ?? true,
    commandSigner: options.commandSigner ?? digestSigning,
    commandPrefix: options.commandPrefix === undefined ? undefined : Name.from(options.commandPrefix),
    commandTimeout: number("commandTimeout", 1_000, 1),
    keepAlive: number("keepAlive", 15_000, 1),
    settle: number("settle", 0, 0),
    packetSizeMax: number("packetSizeMax", FRAME_MAX - HEADERS_MAX, 1_000),
    writeBufferMax: number("writeBufferMax", 4 * 1024 * 1024, 1),
  };
}

type NumberOption =
  | "connectTimeout"
  | "commandTimeout"
  | "keepAlive"
  | "settle"
  | "packetSizeMax"
  | "writeBufferMax";
