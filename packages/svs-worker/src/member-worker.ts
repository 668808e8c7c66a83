import { TypedEventTarget } from "typescript-event-target";
import { Connection } from "./connection.js";
import type { MessageEndpoint } from "./endpoint.js";
import type { MemberKind } from "./member-kinds.js";

/** Options of `open`: the opener's in the worker, and a signal. */
export type OpenOptions<Options extends object> = Options & {
  /** Gives up opening, and closes the member later. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * A member in a worker, as the main thread has it. Events come a message later than they happen; `sent`, `dropped`
 * and `rejected`, which come with packets, cross from when somebody began to listen.
 *
 * If the worker ends or fails, that is an `error` event, and calls reject: both with code `worker-failed`.
 */
export abstract class MemberWorker<Events extends { [Type in keyof Events]: Event }>
  extends TypedEventTarget<Events>
  implements AsyncDisposable
{
  protected readonly connection: Connection;
  private facts: object = {};

  /** @internal Use `open`. */
  protected constructor(worker: MessageEndpoint) {
    super();
    this.connection = new Connection(worker, {
      onEvent: (event, detail) => void this.dispatchEvent(new CustomEvent(event, { detail })),
    });
  }

  /** Has the member opened. */
  protected async begin(kind: MemberKind, { signal, ...options }: OpenOptions<object>): Promise<this> {
    this.facts = await this.connection.open(kind, options, signal);
    return this;
  }

  override addEventListener: TypedEventTarget<Events>["addEventListener"] = (type, listener, options) => {
    this.connection.listen(type);
    EventTarget.prototype.addEventListener.call(this, type, listener as EventListener | null, options);
  };

  /**
   * Leaves the group: the worker closes the member, then what its script gave to `use`. Pending calls reject with
   * `closed`. Idempotent. The worker stays: in Node.js it ends by itself if nothing else keeps it, in a browser
   * `terminate()` ends it.
   */
  close(): Promise<void> {
    return this.connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  protected fact<T>(name: string): T {
    return Reflect.get(this.facts, name) as T;
  }

  protected call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    return this.connection.call<T>(method, args);
  }
}
