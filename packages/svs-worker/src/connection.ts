import { SvsError, systemRandom } from "@svs/core";
import { abortedError, throwIfAborted, untilAborted } from "./aborted.js";
import { attach, type MessageEndpoint, type Port } from "./endpoint.js";
import { whenCut } from "./lifeline.js";
import type { MemberKind } from "./member-kinds.js";
import { type HostState, type Marked, marked, PROTOCOL, type ToMain, type ToWorker } from "./protocol.js";
import { reasonFromWire, reasonToWire } from "./wire-errors.js";
import { fromWire, Outgoing } from "./wire-values.js";

/** What a connection tells beside the answers. */
export interface ConnectionListener {
  onEvent(event: string, detail: unknown): void;
}

/** A call that is not answered yet. */
interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The main thread's side: asks, and hears what came of it. One for each member. */
export class Connection {
  private readonly port: Port;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private readonly heard = new Set<string>();
  /** Settles with what the worker says of itself first. */
  private readonly ready: Promise<HostState>;
  private onReady!: Pending;
  private isOpen = false;
  /** A name that no other connection of the origin has. */
  private readonly lifeline = `@svs/worker ${systemRandom.next()} ${systemRandom.next()}`;
  private readonly watching = new AbortController();
  /** Set once there is no way any more. */
  private over: SvsError | undefined;
  private closing: Promise<void> | undefined;
  /** Closes the member when it aborts. */
  private signal: AbortSignal | undefined;

  constructor(
    endpoint: MessageEndpoint,
    private readonly listener: ConnectionListener,
  ) {
    this.ready = new Promise<HostState>((resolve, reject) => {
      this.onReady = { resolve: (state) => resolve(state as HostState), reject };
    });
    this.port = attach(endpoint, {
      onMessage: (data) => this.receive(data),
      onGone: (why, cause) => this.fail(gone(why, cause)),
      onFailed: (why, cause) => (this.isOpen ? this.tell(why, cause) : this.fail(gone(why, cause))),
    });
  }

  /** Whether the member was closed from here, or its worker is gone. */
  get isOver(): boolean {
    return this.over !== undefined || this.closing !== undefined;
  }

  /**
   * Has the worker open its member.
   * @returns what never changes of it, by name.
   */
  async open(kind: MemberKind, options: object, signal: AbortSignal | undefined): Promise<object> {
    try {
      this.post({ type: "hello" });
      const state = await untilAborted(signal, this.ready);
      if (state !== "waiting") {
        throw new SvsError(
          "invalid-argument",
          `The worker's member ${state === "taken" ? "is open already" : "was closed"}; start a new worker.`,
        );
      }
      const facts = await this.request(
        (id, outgoing) => ({
          type: "open",
          id,
          kind,
          options: outgoing.value(options),
          lifeline: this.port.tellsGone ? undefined : this.lifeline,
        }),
        { signal },
      );
      this.isOpen = true;
      this.signal = signal;
      signal?.addEventListener("abort", this.onAbort, { once: true });
      return facts as object;
    } catch (error) {
      this.end(SvsError.is(error) ? error : new SvsError("closed", "The member was not opened."));
      throw error;
    }
  }

  /**
   * Calls a method of the member, or reads a property. A signal among the arguments gives the call up, at once.
   * @param moving - octets among the arguments that are moved.
   */
  async call<T>(method: string, args: readonly unknown[] = [], moving?: Uint8Array): Promise<T> {
    this.ensureOpen();
    const outgoing = new Outgoing(moving);
    const wire = args.map((arg) => outgoing.value(arg));
    const { signal } = outgoing;
    return (await this.request((id) => ({ type: "call", id, method, args: wire }), {
      signal,
      outgoing,
    })) as T;
  }

  /** Begins a reading. @returns its number. */
  read(): number {
    const id = ++this.lastId;
    this.post({ type: "read", id });
    return id;
  }

  /** The next of a reading. */
  next(reading: number): Promise<unknown> {
    return this.request((id) => ({ type: "next", id, reading }));
  }

  endReading(reading: number): void {
    this.say({ type: "end", reading });
  }

  /** From now on events of this type come, too. */
  listen(event: string): void {
    if (!this.heard.has(event)) {
      this.heard.add(event);
      this.say({ type: "listen", event });
    }
  }

  /** @throws SvsError `closed`, or `worker-failed` if the worker is gone. */
  ensureOpen(): void {
    if (this.isOver) {
      throw this.over ?? closedError();
    }
  }

  /** Has the worker close its member and what that stood on. Idempotent; a worker that is gone is closed. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    if (this.over) {
      return;
    }
    try {
      await this.request((id) => ({ type: "close", id }));
    } catch (error) {
      if (!this.over) {
        throw error;
      }
    } finally {
      this.end(closedError());
    }
  }

  private readonly onAbort = (): void => void this.close().catch(() => undefined);

  private request(
    message: (id: number, outgoing: Outgoing) => ToWorker,
    { signal, outgoing = new Outgoing() }: { signal?: AbortSignal | undefined; outgoing?: Outgoing } = {},
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      throwIfAborted(signal);
      if (this.over) {
        throw this.over;
      }
      const id = ++this.lastId;
      const onAbort = (): void => {
        this.pending.get(id)?.reject(abortedError(signal!));
        this.say({ type: "abort", id, reason: reasonToWire(signal!.reason) });
      };
      const settle = (): void => {
        this.pending.delete(id);
        signal?.removeEventListener("abort", onAbort);
      };
      this.post(message(id, outgoing), outgoing.transfer);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
    });
  }

  private receive(data: unknown): void {
    const mark = marked<ToMain>(data);
    if (mark?.svs === PROTOCOL) {
      this.hear(mark.message);
    } else if (mark) {
      const versions = `version ${mark.svs} of the messages of @svs/worker, and this thread version ${PROTOCOL}`;
      this.fail(
        new SvsError(
          "worker-failed",
          `The worker speaks ${versions}; use one version of the package in both.`,
        ),
      );
    }
  }

  private hear(message: ToMain): void {
    switch (message.type) {
      case "ready":
        this.onReady.resolve(message.state);
        return;
      case "holding":
        whenCut(this.lifeline, this.watching.signal, () => this.fail(gone("it was terminated", undefined)));
        return;
      case "result":
        this.pending.get(message.id)?.resolve(fromWire(message.value)); // of a call given up: nobody waits
        return;
      case "failed":
        this.pending.get(message.id)?.reject(reasonFromWire(message.error));
        return;
      case "event":
        this.listener.onEvent(message.event, fromWire(message.detail));
        return;
      default:
        message satisfies never;
        this.tell("a message came that is not known here");
    }
  }

  /** Says something that is not answered, if anybody can hear it. */
  private say(message: ToWorker): void {
    if (!this.over) {
      this.post(message);
    }
  }

  /** @throws SvsError `invalid-argument` if something cannot cross. */
  private post(message: ToWorker, transfer?: ArrayBuffer[]): void {
    const mark: Marked<ToWorker> = { svs: PROTOCOL, message };
    try {
      this.port.post(mark, transfer);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new SvsError("invalid-argument", `This cannot be handed to a worker: ${what}`, { cause });
    }
  }

  private tell(why: string, cause?: unknown): void {
    this.listener.onEvent("error", new SvsError("worker-failed", `In the worker, ${why}.`, { cause }));
  }

  /** The worker is gone. */
  private fail(error: SvsError): void {
    const wasOpen = this.isOpen && !this.isOver;
    this.end(this.closing ? closedError() : error);
    if (wasOpen) {
      this.listener.onEvent("error", error);
    }
  }

  private end(error: SvsError): void {
    if (this.over) {
      return;
    }
    this.over = error;
    this.port.detach();
    this.watching.abort();
    this.signal?.removeEventListener("abort", this.onAbort);
    this.onReady.reject(error);
    this.ready.catch(() => undefined); // whoever waits for it is told
    for (const { reject } of [...this.pending.values()]) {
      reject(error);
    }
  }
}

function gone(why: string, cause: unknown): SvsError {
  return new SvsError("worker-failed", `The worker is gone: ${why}.`, { cause });
}

function closedError(): SvsError {
  return new SvsError("closed", "The member is closed.");
}
