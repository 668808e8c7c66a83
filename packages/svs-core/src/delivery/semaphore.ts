import { abortable } from "../abortable.js";

/** Lets `limit` holders in at a time, in the order in which they came. */
export class Semaphore {
  private held = 0;
  /** A set, for a waiter may give up: first in, first out. */
  private readonly waiters = new Set<() => void>();

  constructor(private readonly limit: number) {}

  /**
   * @returns `undefined` if there is a place at once; else what waits for one.
   * @throws SvsError `aborted`, while waiting.
   */
  acquire(signal: AbortSignal): Promise<void> | undefined {
    if (this.held < this.limit) {
      this.held++;
      return undefined;
    }
    return abortable<void>(signal, (resolve) => {
      this.waiters.add(resolve);
      return () => this.waiters.delete(resolve);
    });
  }

  release(): void {
    if (this.waiters.size === 0) {
      this.held--;
      return;
    }
    const [next] = this.waiters;
    this.waiters.delete(next!);
    next!(); // the place passes on
  }
}
