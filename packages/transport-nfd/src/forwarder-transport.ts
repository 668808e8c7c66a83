import { AltUri, type Data, Interest, type Name, TT } from "@ndn/packet";
import {
  type ExpressOptions,
  encodeInterest,
  type InterestHandler,
  type Registration,
  type SendResult,
  type ServeOptions,
  SvsError,
  type Transport,
  type TransportEventMap,
  type TransportStatus,
} from "@svs/core";
import { TypedEventTarget } from "typescript-event-target";
import { Backoff } from "./backoff.js";
import { Connection } from "./connection.js";
import { Deferred } from "./deferred.js";
import type { Link } from "./link/link.js";
import { isOnePacket } from "./lp/is-one-packet.js";
import { RegisteredPrefixes } from "./registered-prefixes.js";
import type { ForwarderSearch } from "./search/forwarder-search.js";
import { ServedPrefix } from "./served-prefix.js";
import { ServedPrefixes } from "./served-prefixes.js";
import { sleep } from "./sleep.js";
import type { TransportSettings } from "./transport-options.js";
import { type TransportStatistics, zeroStatistics } from "./transport-statistics.js";

/** A connection that was up this long, in milliseconds, is no part of a series of failures. */
const STABLE = 1_000;

/**
 * A transport over connections to a forwarder, one after the other. How the forwarder is found, and how it
 * is asked for prefixes, is the search's business.
 *
 * What is served survives a connection. What is pending does not: it rejects with `not-connected`.
 */
export abstract class ForwarderTransport<Found extends { readonly link: Link }>
  extends TypedEventTarget<TransportEventMap>
  implements Transport
{
  readonly packetSizeMax: number;

  private currentStatus: TransportStatus = "connecting";
  private current: { readonly connection: Connection; readonly registered: RegisteredPrefixes } | undefined;
  private lastFound: Found | undefined;
  private readonly served = new ServedPrefixes();
  /** Prefixes that the last forwarder may still send here, because it cannot see that the link is gone. */
  private leftBehind: readonly Name[] = [];
  private readonly counters = zeroStatistics();
  private readonly closing = new AbortController();
  private readonly firstUp = new Deferred<void>();
  private everUp = false;
  private running: Promise<void> | undefined;
  private closed: Promise<void> | undefined;

  protected constructor(
    private readonly search: ForwarderSearch<Found>,
    private readonly settings: TransportSettings,
  ) {
    super();
    this.packetSizeMax = settings.packetSizeMax;
  }

  get status(): TransportStatus {
    return this.currentStatus;
  }

  /** Counters since the transport was made. A copy. */
  get statistics(): Readonly<TransportStatistics> {
    return { ...this.counters };
  }

  /** What the newest connection leads to. Only after {@link start}. */
  protected get found(): Found {
    return this.lastFound!;
  }

  /** Connects the first time. Called once, by the factory method. */
  protected async start(): Promise<this> {
    const { signal } = this.settings;
    const onAbort = (): void => {
      this.firstUp.reject(aborted("The attempt to connect", signal));
      void this.close();
    };
    try {
      if (signal?.aborted) {
        throw aborted("The attempt to connect", signal);
      }
      signal?.addEventListener("abort", onAbort);
      this.closing.signal.addEventListener("abort", () => signal?.removeEventListener("abort", onAbort));
      this.running = this.run();
      await this.firstUp.promise;
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  send(interest: Interest): SendResult {
    this.throwIfClosed();
    return this.transmit(this.encode(this.withNonce(interest)));
  }

  sendOctets(packet: Uint8Array): SendResult {
    this.throwIfClosed();
    if (!isOnePacket(packet, TT.Interest)) {
      throw new SvsError("invalid-argument", "The octets to be sent are not one Interest from end to end.");
    }
    return this.transmit(packet);
  }

  express(interest: Interest, { signal }: ExpressOptions = {}): Promise<Data> {
    try {
      this.throwIfClosed();
      if (signal?.aborted) {
        throw aborted(`The Interest ${AltUri.ofName(interest.name)}`, signal);
      }
      const fresh = this.withNonce(interest);
      const packet = this.encode(fresh);
      this.checkSize(packet);
      if (this.currentStatus !== "up" || this.current === undefined) {
        throw new SvsError(
          "not-connected",
          "There is no connection to a forwarder at the moment; try again when up.",
        );
      }
      return this.current.connection.express(fresh, packet, signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async serve(
    prefix: Name,
    handler: InterestHandler,
    { signal, ...options }: ServeOptions = {},
  ): Promise<Registration> {
    this.throwIfClosed();
    if (signal?.aborted) {
      throw aborted(`Serving ${AltUri.ofName(prefix)}`, signal);
    }
    if (this.served.has(prefix)) {
      throw new SvsError(
        "invalid-argument",
        `This transport serves ${AltUri.ofName(prefix)} already; dispose that first.`,
      );
    }
    const served = new ServedPrefix(prefix, handler, options);
    let withdrawal: Promise<void> | undefined;
    const withdraw = (): Promise<void> => {
      withdrawal ??= this.withdraw(served);
      signal?.removeEventListener("abort", onAbort);
      return withdrawal;
    };
    const onAbort = (): void => {
      served.reject(aborted(`Serving ${AltUri.ofName(prefix)}`, signal));
      void withdraw();
    };
    signal?.addEventListener("abort", onAbort);
    this.served.add(served);
    void this.current?.registered.add(served);
    try {
      await served.whenAccepted;
    } catch (error) {
      signal?.removeEventListener("abort", onAbort);
      this.served.delete(served);
      throw error;
    }
    return { prefix, [Symbol.asyncDispose]: withdraw };
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private transmit(packet: Uint8Array): SendResult {
    this.checkSize(packet);
    if (this.currentStatus !== "up" || this.current === undefined) {
      return "dropped";
    }
    ++this.counters.interestsSent;
    return this.current.connection.send(packet) ? "sent" : "dropped";
  }

  private async withdraw(served: ServedPrefix): Promise<void> {
    served.withdrawal.abort();
    this.served.delete(served);
    await this.current?.registered.remove(served);
  }

  private async shutDown(): Promise<void> {
    const error = new SvsError("closed", "The transport was closed.");
    const { current } = this;
    this.setStatus("closed");
    this.closing.abort(error);
    for (const served of this.served.all()) {
      served.reject(error);
    }
    if (current !== undefined) {
      current.connection.rejectPending(error);
      if (!current.connection.link.connected) {
        // The forwarder would go on sending here until it forgets this address by itself.
        const { clock, commandTimeout } = this.settings;
        await Promise.race([
          current.registered.removeAll(),
          sleep(clock, commandTimeout, current.connection.ended),
        ]);
      }
      await current.connection.end(error);
    }
    await this.running;
  }

  /** One connection after the other, until the transport is closed. */
  private async run(): Promise<void> {
    const { clock, random, reconnect, waitForForwarder } = this.settings;
    const backoff = reconnect && new Backoff(reconnect, random);
    while (!this.closing.signal.aborted) {
      try {
        const upFor = await this.connectOnce();
        if (upFor >= STABLE) {
          backoff?.reset();
        }
        if (backoff === undefined) {
          void this.close();
          return;
        }
      } catch (error) {
        const goesOn = this.everUp || (waitForForwarder && SvsError.is(error, "forwarder-unreachable"));
        if (!goesOn) {
          this.firstUp.reject(error);
          return;
        }
        if (!SvsError.is(error)) {
          throw error;
        }
      }
      await sleep(clock, backoff?.next() ?? 0, this.closing.signal);
    }
  }

  /**
   * Opens a connection and stays with it to its end.
   * @returns how long it was up, in milliseconds.
   */
  private async connectOnce(): Promise<number> {
    const { clock, settle } = this.settings;
    const found = await this.search.open(this.closing.signal);
    if (this.closing.signal.aborted) {
      await found.link.close();
      return 0;
    }
    const connection = new Connection(found.link, {
      clock,
      random: this.settings.random,
      packetSizeMax: this.packetSizeMax,
      statistics: this.counters,
      hear: (packet, nameStart, nameEnd) => this.served.hear(packet, nameStart, nameEnd),
      handlerOf: ({ name }) => this.served.longestMatch(name)?.handler,
    });
    const registered = new RegisteredPrefixes(
      connection,
      this.search.registrar(connection, found),
      this.settings,
      (failure) => {
        if (this.currentStatus !== "closed") {
          this.dispatchTypedEvent(
            "registration-failed",
            new CustomEvent("registration-failed", { detail: failure }),
          );
        }
      },
      this.leftBehind,
    );
    this.lastFound = found;
    this.current = { connection, registered };
    const { ended } = connection;
    const whenEnded = new Promise<void>((resolve) => {
      ended.addEventListener("abort", () => {
        this.current = undefined;
        this.leftBehind = connection.link.connected ? [] : registered.leftBehind();
        this.setStatus("down");
        resolve();
      });
    });
    this.setStatus("connecting");
    await registered.addAll(this.served);
    if (settle > 0) {
      await sleep(clock, settle, ended);
    }
    if (ended.aborted) {
      if (!this.everUp) {
        throw new SvsError("forwarder-unreachable", "The forwarder broke the connection off at once.", {
          cause: ended.reason,
        });
      }
      return 0;
    }
    const upSince = clock.monotonic();
    this.everUp = true;
    this.setStatus("up");
    this.firstUp.resolve();
    await Promise.all([whenEnded, this.keepAlive(connection, registered)]);
    return clock.monotonic() - upSince;
  }

  /** Watches over a connection until it ends. */
  private async keepAlive(connection: Connection, registered: RegisteredPrefixes): Promise<void> {
    const { clock, keepAlive } = this.settings;
    let asked = clock.monotonic();
    while (!connection.ended.aborted) {
      const since = connection.link.connected ? Math.max(connection.lastHeard, asked) : asked;
      const left = since + keepAlive - clock.monotonic();
      if (left > 0) {
        await sleep(clock, left, connection.ended);
      } else {
        await registered.refresh();
        asked = clock.monotonic();
      }
    }
  }

  private setStatus(status: TransportStatus): void {
    if (this.currentStatus !== status && this.currentStatus !== "closed") {
      this.currentStatus = status;
      this.dispatchTypedEvent("status", new CustomEvent("status", { detail: status }));
    }
  }

  private throwIfClosed(): void {
    if (this.currentStatus === "closed") {
      throw new SvsError("closed", "The transport was closed.");
    }
  }

  private withNonce(interest: Interest): Interest {
    return interest.nonce === undefined
      ? new Interest(interest, Interest.Nonce(Math.floor(this.settings.random.next() * 2 ** 32)))
      : interest;
  }

  private encode(interest: Interest): Uint8Array {
    try {
      return encodeInterest(interest, interest.nonce!);
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new SvsError(
        "invalid-argument",
        `The Interest ${AltUri.ofName(interest.name)} cannot be encoded: ${words}.`,
        { cause },
      );
    }
  }

  private checkSize(packet: Uint8Array): void {
    if (packet.length > this.packetSizeMax) {
      throw new SvsError(
        "packet-too-large",
        `The Interest has ${packet.length} octets; this transport carries ${this.packetSizeMax} at the most.`,
      );
    }
  }
}

function aborted(what: string, signal: AbortSignal | undefined): SvsError {
  return new SvsError("aborted", `${what} was given up.`, { cause: signal?.reason });
}
