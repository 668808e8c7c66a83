import type { Name } from "@ndn/packet";
import type { InterestHandler, ServeOptions } from "@svs/core";
import { Deferred } from "./deferred.js";

/** One prefix that a transport serves, and how far it has come. */
export class ServedPrefix {
  /** Aborts when the prefix is no longer to be served. */
  readonly withdrawal = new AbortController();
  private readonly deferred = new Deferred<void>();
  private wasAccepted = false;

  constructor(
    readonly prefix: Name,
    readonly handler: InterestHandler,
    /** How it is served. */
    readonly options: Omit<ServeOptions, "signal">,
  ) {}

  /** Resolves when the prefix is registered the first time; rejects if it never will be. */
  get whenAccepted(): Promise<void> {
    return this.deferred.promise;
  }

  /** Whether it was registered once: from then on it is registered again on every connection. */
  get accepted(): boolean {
    return this.wasAccepted;
  }

  get withdrawn(): boolean {
    return this.withdrawal.signal.aborted;
  }

  accept(): void {
    this.wasAccepted = true;
    this.deferred.resolve();
  }

  /** No effect once accepted. */
  reject(error: unknown): void {
    this.deferred.reject(error);
  }
}
