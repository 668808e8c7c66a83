import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { abortable } from "../abortable.js";
import type { Connection } from "../connection.js";
import type { DialOptions } from "../link/dial-options.js";
import type { Link } from "../link/link.js";
import { NfdRegistrar } from "../management/nfd-registrar.js";
import type { Registrar } from "../management/registrar.js";
import { sleep } from "../sleep.js";
import type { TransportSettings } from "../transport-options.js";
import { dialError } from "./dial-error.js";
import type { ForwarderSearch, ForwarderSource, FoundForwarder } from "./forwarder-search.js";
import { type ForwarderAddress, isLocalAddress, parseForwarderUri } from "./forwarder-uri.js";

/** A place to look for a forwarder. */
export interface Candidate {
  readonly uri: string;
  readonly source: ForwarderSource;
  readonly path?: string | undefined;
  /** Whether the search ends here if nobody answers; otherwise it goes on with the next. */
  readonly binding: boolean;
}

/** How one platform finds and opens links. */
export interface Platform {
  /** Where to look when no `uri` is given, in order. Asked anew every time. */
  candidates(): Promise<readonly Candidate[]>;
  /** Opens a link. @throws whatever the system throws. */
  dial(address: ForwarderAddress, options: DialOptions): Promise<Link>;
}

/** How an NDN client of NFD's kind finds its forwarder. */
export interface NfdSearchOptions {
  readonly uri: string | undefined;
  readonly fallback: (() => Promise<string>) | undefined;
  readonly settings: TransportSettings;
  readonly platform: Platform;
}

/** The host of a fallback may leave between naming its address and our call: then ask again. */
const FALLBACK_TRIES = 5;
const FALLBACK_PAUSE = 50;

/** NDNLPv2 headers around a packet of the greatest size. */
const LP_HEADERS = 512;

/** Sources that somebody wrote an address into. */
const SETTINGS: ReadonlySet<ForwarderSource> = new Set([
  "NDN_CLIENT_TRANSPORT",
  "NDNTS_UPLINK",
  "client.conf",
]);

const LOCALHOST = new Name("/localhost/nfd");
const LOCALHOP = new Name("/localhop/nfd");

/** Looks for the forwarder: where it was told to, or in the usual places, or else by asking the fallback. */
export class NfdSearch implements ForwarderSearch {
  constructor(private readonly options: NfdSearchOptions) {}

  async open(signal: AbortSignal): Promise<FoundForwarder> {
    const { uri, fallback, platform } = this.options;
    if (uri !== undefined) {
      return this.dial({ uri, source: "option", binding: true }, signal);
    }
    const candidates = await platform.candidates();
    const failures: SvsError[] = [];
    for (const candidate of candidates) {
      try {
        return await this.dial(candidate, signal);
      } catch (error) {
        if (candidate.binding || !SvsError.is(error, "forwarder-unreachable") || signal.aborted) {
          throw error;
        }
        failures.push(error);
      }
    }
    if (fallback !== undefined) {
      return this.fallBack(fallback, signal);
    }
    const tried = candidates.map((candidate) => candidate.uri).join(", ");
    throw new SvsError(
      "forwarder-unreachable",
      `No forwarder was found (tried ${tried}); start one, or name its address in the uri option.`,
      { cause: new AggregateError(failures) },
    );
  }

  registrar(connection: Connection, { uri }: FoundForwarder): Registrar {
    const { clock, random, commandSigner, commandPrefix, commandTimeout } = this.options.settings;
    return new NfdRegistrar(connection, {
      clock,
      random,
      signer: commandSigner,
      prefixes: commandPrefix === undefined ? commandPrefixesOf(parseForwarderUri(uri)) : [commandPrefix],
      timeout: commandTimeout,
    });
  }

  private async fallBack(fallback: () => Promise<string>, signal: AbortSignal): Promise<FoundForwarder> {
    const { clock, random } = this.options.settings;
    for (let left = FALLBACK_TRIES - 1; ; --left) {
      let uri: string;
      try {
        uri = await abortable(fallback(), signal);
      } catch (cause) {
        if (signal.aborted) {
          throw signal.reason;
        }
        const words = cause instanceof Error ? cause.message : String(cause);
        throw new SvsError(
          "forwarder-unreachable",
          `No forwarder was found, and the fallback failed: ${words}`,
          { cause },
        );
      }
      try {
        return await this.dial({ uri, source: "fallback", binding: true }, signal);
      } catch (error) {
        if (left === 0 || !SvsError.is(error, "forwarder-unreachable") || signal.aborted) {
          throw error;
        }
        await sleep(clock, FALLBACK_PAUSE * (0.5 + random.next()), signal);
      }
    }
  }

  private async dial(candidate: Candidate, signal: AbortSignal): Promise<FoundForwarder> {
    try {
      return await this.connect(candidate, signal);
    } catch (error) {
      throw SvsError.is(error) && !signal.aborted ? whereNamed(error, candidate) : error;
    }
  }

  private async connect({ uri, source, path }: Candidate, signal: AbortSignal): Promise<FoundForwarder> {
    const { platform, settings } = this.options;
    const address = parseForwarderUri(uri);
    try {
      const link = await platform.dial(address, {
        clock: settings.clock,
        connectTimeout: settings.connectTimeout,
        frameMax: settings.packetSizeMax + LP_HEADERS,
        writeBufferMax: settings.writeBufferMax,
        signal,
      });
      return { link, uri, source, path };
    } catch (cause) {
      throw dialError(uri, address, cause);
    }
  }
}

/** Says in which setting an address was written, so that it can be put right there. */
function whereNamed(error: SvsError, { source, path }: Candidate): SvsError {
  return SETTINGS.has(source)
    ? new SvsError(error.code, `In ${path ?? source}: ${error.message}`, { cause: error })
    : error;
}

/** NFD counts a UDP face as remote even on its own machine; other forwarders do not. */
function commandPrefixesOf(address: ForwarderAddress): readonly Name[] {
  if (!isLocalAddress(address)) {
    return [LOCALHOP];
  }
  return address.kind === "udp" ? [LOCALHOST, LOCALHOP] : [LOCALHOST];
}
