import type { Publication, WaitOptions } from "@svs/core";
import { SvsError } from "@svs/core";
import { abortedError, untilAborted } from "./aborted.js";
import type { Connection } from "./connection.js";

type Taken = IteratorResult<Publication, undefined>;

/**
 * A reading that goes on in the worker. Each publication crosses when it is asked for, and none before: so it counts
 * as delivered there when it does here.
 */
export class PublicationReading implements AsyncIterableIterator<Publication> {
  private readonly id: number;
  private readonly signal: AbortSignal | undefined;
  private ended: { readonly failure: unknown } | undefined;

  /** @param onEnd - is called once, however it ends. */
  constructor(
    private readonly connection: Connection,
    { signal }: WaitOptions,
    private readonly onEnd: () => void,
  ) {
    this.signal = signal;
    this.id = connection.read();
    signal?.addEventListener("abort", this.onAbort, { once: true });
    if (signal?.aborted) {
      this.onAbort();
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Taken> {
    try {
      if (!this.ended) {
        const taken = (await untilAborted(this.signal, this.connection.next(this.id))) as Taken;
        if (!taken.done) {
          return taken;
        }
        this.end(undefined);
      }
    } catch (error) {
      const isClosedHere = SvsError.is(error, "closed") && this.connection.isOver;
      this.end(isClosedHere ? undefined : error);
    }
    return this.outcome();
  }

  async return(): Promise<Taken> {
    this.end(undefined);
    return { done: true, value: undefined };
  }

  private outcome(): Taken {
    if (this.ended?.failure !== undefined) {
      throw this.ended.failure;
    }
    return { done: true, value: undefined };
  }

  private readonly onAbort = (): void => this.end(abortedError(this.signal!));

  private end(failure: unknown): void {
    if (!this.ended) {
      this.ended = { failure };
      this.signal?.removeEventListener("abort", this.onAbort);
      this.connection.endReading(this.id);
      this.onEnd();
    }
  }
}
