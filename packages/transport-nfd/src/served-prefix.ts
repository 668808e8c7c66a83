import type { Name } from "@ndn/packet";
import type { InterestHandler } from "@svs/core";
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
    /** Where the multicast strategy is wanted; `undefined` if it is not. */
    readonly multicast: Name | undefined,
    /** Hears Interests as octets before they are decoded. */
    readonly hear: ((packet: Uint8Array) => boolean) | undefined,
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
