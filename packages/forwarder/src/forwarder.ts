import { Name } from "@ndn/packet";
import { type Millis, systemClock } from "./clock.js";
import { defaultHost, ndnPort, webSocketPort } from "./default-endpoints.js";
import { defaultSocketPath } from "./faces/default-socket-path.js";
import { hostPort, isLoopback } from "./faces/face-address.js";
import type { Link } from "./faces/link.js";
import { LinkFace } from "./faces/link-face.js";
import type { LinkHandlers, Listener, ListenerHost } from "./faces/listener.js";
import { listenTcp } from "./faces/tcp-listener.js";
import { listenUdp } from "./faces/udp-listener.js";
import { listenUnix } from "./faces/unix-listener.js";
import { listenWebSocket } from "./faces/websocket-listener.js";
import { ForwarderError } from "./forwarder-error.js";
import type { ForwarderEndpoint, ForwarderLogLevel, ForwarderOptions } from "./forwarder-options.js";
import type { ForwarderStatus } from "./forwarder-status.js";
import { bestRouteStrategy } from "./forwarding/best-route-strategy.js";
import { ForwardingCore } from "./forwarding/forwarding-core.js";
import { defaultLimits, type ForwarderLimits } from "./forwarding/limits.js";
import { multicastStrategy } from "./forwarding/multicast-strategy.js";
import { ManagementFace } from "./management/management-face.js";
import { nameUri } from "./packet/name-uri.js";
import { probe, probeTimeout } from "./probe.js";
import { random32, systemRandom } from "./random.js";
import { version } from "./version.js";

/** Face numbers below this are the forwarder's own. As in NFD. */
const faceIdMin = 256;
const contentStoreDefault = 4 * 1024 * 1024;
/** Milliseconds between attempts to listen where another program is just coming or going, and how many. */
const retryDelay: Millis = 20;
const retriesMax = 300;

/** An address that was wanted and could not be listened on. */
export interface UnboundAddress {
  /** Which of the options it is. */
  readonly option: "unix" | "tcp" | "udp" | "ws";
  readonly error: ForwarderError;
}

interface Wanted {
  readonly option: UnboundAddress["option"];
  /** Whether the caller gave the address. */
  readonly explicit: boolean;
  readonly listen: () => Promise<Listener | undefined>;
}

/**
 * An NDN forwarder for the applications on one machine. They connect over Unix socket, TCP, UDP and
 * WebSocket, and register prefixes with the NFD Management protocol.
 */
export class Forwarder implements AsyncDisposable {
  readonly #core: ForwardingCore;
  readonly #limits: ForwarderLimits;
  readonly #options: ForwarderOptions;
  readonly #listeners: Listener[] = [];
  readonly #unbound: UnboundAddress[] = [];
  readonly #faces = new Set<LinkFace>();
  readonly #onAbort = () => void this.close();
  #nextFaceId = faceIdMin;
  #closed: Promise<void> | undefined;

  private constructor(options: ForwarderOptions) {
    const { clock = systemClock, random = systemRandom, defaultStrategy, multicast = [] } = options;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#core = new ForwardingCore({
      clock,
      random,
      limits: this.#limits,
      contentStoreOctets: options.contentStore ?? contentStoreDefault,
      defaultStrategy: defaultStrategy === "multicast" ? multicastStrategy : bestRouteStrategy,
    });
    for (const prefix of multicast) {
      this.#core.strategies.set(Name.from(prefix).value, multicastStrategy);
    }
    new ManagementFace({
      core: this.#core,
      clock,
      limits: this.#limits,
      startedAt: clock.wall(),
      version: `svs-forwarder ${version}`,
      uris: () => this.uris,
    });
  }

  /**
   * Starts a forwarder in this process.
   * @throws ForwarderError `invalid-argument`, `aborted`; `already-running` if a forwarder answers at the
   * TCP or Unix address; `address-in-use`, `permission-denied` or `bind-failed` for an address that
   * was given; `nothing-bound` if none of the defaults is to be had.
   */
  static async start(options: ForwarderOptions = {}): Promise<Forwarder> {
    const { signal, allowRemote = false } = options;
    throwIfAborted(signal);
    for (const endpoint of [options.tcp, options.udp, options.ws]) {
      checkEndpoint(endpoint, allowRemote);
    }
    const forwarder = new Forwarder(options);
    try {
      await forwarder.#listen();
      throwIfAborted(signal);
    } catch (error) {
      await forwarder.close();
      throw error;
    }
    signal?.addEventListener("abort", forwarder.#onAbort, { once: true });
    return forwarder;
  }

  async #listen(): Promise<void> {
    for (const { option, explicit, listen } of this.#wanted()) {
      try {
        const listener = await this.#listenOrJoin(option, listen);
        if (listener !== undefined) {
          this.#listeners.push(listener);
          this.#log("info", `Listening on ${listener.uri}`);
        }
      } catch (error) {
        if (explicit || !ForwarderError.is(error) || error.code === "already-running") {
          throw error;
        }
        this.#unbound.push({ option, error });
        this.#log("warn", error.message);
      }
    }
    if (this.#listeners.length === 0) {
      const reasons = this.#unbound.map(({ error }) => error.message).join(" ");
      throw new ForwarderError(
        "nothing-bound",
        `The forwarder has no address to listen on: give it at least one, for example --tcp 127.0.0.1:0. ${reasons}`.trim(),
      );
    }
  }

  /** Listens at an address; where it is in use, looks who is there. */
  async #listenOrJoin(option: string, listen: Wanted["listen"]): Promise<Listener | undefined> {
    const { clock = systemClock, random = systemRandom } = this.#options;
    for (let retry = 0; ; ++retry) {
      try {
        return await listen();
      } catch (error) {
        const askable = option === "tcp" || option === "unix";
        if (!ForwarderError.is(error, "address-in-use") || !askable || retry === retriesMax) {
          throw error;
        }
        const address = error.address!;
        const answer = await probe(address, random32(random), clock, probeTimeout);
        if (answer === "forwarder") {
          throw new ForwarderError(
            "already-running",
            `A forwarder answers at ${address} already: connect to it, or give this one another address with --${option}.`,
            { cause: error, address },
          );
        }
        if (answer !== "nobody") {
          throw error;
        }
        await new Promise<void>((resolve) => clock.schedule(retryDelay, resolve));
      }
    }
  }

  /** TCP comes first: of several programs that start at the same time, only one gets its port. */
  #wanted(): Wanted[] {
    const { unix, tcp, udp, ws, webOrigins = [], clock = systemClock } = this.#options;
    const host: ListenerHost = {
      sendBufferOctets: this.#limits.sendBufferOctets,
      accept: (link) => this.#accept(link),
    };
    const wanted: Wanted[] = [];
    if (tcp !== false) {
      const listen = () => listenTcp(tcp?.host ?? defaultHost, tcp?.port ?? ndnPort, host);
      wanted.push({ option: "tcp", explicit: tcp !== undefined, listen });
    }
    if (unix !== false) {
      const listen = async () => {
        const path = unix ?? (await defaultSocketPath());
        return path === undefined ? undefined : listenUnix(path, host);
      };
      wanted.push({ option: "unix", explicit: unix !== undefined, listen });
    }
    if (ws !== false) {
      const listen = () =>
        listenWebSocket(
          { host: ws?.host ?? defaultHost, port: ws?.port ?? webSocketPort, origins: webOrigins },
          host,
        );
      wanted.push({ option: "ws", explicit: ws !== undefined, listen });
    }
    if (udp !== false) {
      const listen = () =>
        listenUdp(
          { host: udp?.host ?? defaultHost, port: udp?.port ?? ndnPort, idle: this.#limits.udpIdle, clock },
          host,
        );
      wanted.push({ option: "udp", explicit: udp !== undefined, listen });
    }
    return wanted;
  }

  #accept(link: Link): LinkHandlers | undefined {
    if (this.#faces.size >= this.#limits.faces || this.#closed !== undefined) {
      this.#log("warn", `Turned away ${link.remoteUri}: ${this.#limits.faces} connections are the limit`);
      return undefined;
    }
    const { clock = systemClock, random = systemRandom } = this.#options;
    const face = new LinkFace(this.#nextFaceId++, this.#core, link, clock, random);
    this.#faces.add(face);
    this.#core.addFace(face);
    this.#log("debug", `Face ${face.id} to ${link.remoteUri} opened`);
    return {
      onFrame: (frame) => face.receive(frame),
      onOversized: () => void ++face.counters.oversized,
      onMalformed: () => void ++face.counters.malformed,
      onClosed: () => {
        this.#faces.delete(face);
        this.#core.removeFace(face);
        this.#log("debug", `Face ${face.id} to ${link.remoteUri} closed`);
      },
    };
  }

  #log(level: ForwarderLogLevel, message: string): void {
    this.#options.onLog?.({ level, message });
  }

  /** Where applications connect, as they write it; with the real port where 0 was given. */
  get uris(): readonly string[] {
    return this.#listeners.map(({ uri }) => uri);
  }

  /** Default addresses that could not be listened on, and why. */
  get unbound(): readonly UnboundAddress[] {
    return this.#unbound;
  }

  /** Whether the forwarder was closed, or is being closed. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** A copy of the forwarder's state. */
  get status(): ForwarderStatus {
    const { rib, strategies, pit, contentStore, counters, faces } = this.#core;
    return {
      faces: Array.from(faces.values())
        .filter((face) => !face.internal)
        .map(({ id, remoteUri, localUri, scope, pending, counters: counted }) => ({
          id,
          remoteUri,
          localUri,
          scope,
          pending,
          counters: { ...counted },
        })),
      routes: rib.entries().flatMap((entry) =>
        entry.routes
          .filter(({ face }) => !face.internal)
          .map(({ face, origin, cost, flags }) => ({
            prefix: nameUri(entry.name),
            faceId: face.id,
            origin,
            cost,
            flags,
          })),
      ),
      strategies: strategies
        .entries()
        .map(({ name, strategy }) => ({ prefix: nameUri(name), strategy: strategy.name })),
      pending: pit.size,
      contentStore: {
        size: contentStore.size,
        octets: contentStore.byteLength,
        octetsMax: contentStore.byteLimit,
        hits: contentStore.hits,
        misses: contentStore.misses,
      },
      counters: { ...counters },
    };
  }

  /**
   * Stops listening, ends all connections and removes the socket file. Idempotent. Addresses are free
   * before connections end, so an application that connects again does not find this forwarder.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    const freed = this.#listeners.map((listener) => listener.close());
    for (const face of this.#faces) {
      face.close();
    }
    await Promise.all(freed);
    this.#core.close();
    this.#log("info", "Closed");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new ForwarderError("aborted", "Starting the forwarder was given up.", { cause: signal.reason });
  }
}

function checkEndpoint(endpoint: ForwarderEndpoint | false | undefined, allowRemote: boolean): void {
  if (!endpoint) {
    return;
  }
  const { host = "127.0.0.1", port = 0 } = endpoint;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ForwarderError("invalid-argument", `There is no port ${port}: give one from 0 to 65535.`);
  }
  if (!allowRemote && !isLoopback(host) && host !== "localhost") {
    throw new ForwarderError(
      "invalid-argument",
      `Other machines could reach ${hostPort(host, port)}: give 127.0.0.1 or ::1, or allow it with --allow-remote.`,
    );
  }
}
