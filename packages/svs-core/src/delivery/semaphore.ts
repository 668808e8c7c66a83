import { abortable } from "../abortable.js";

/** Lets `limit` holders in at a time, in the order in which they came. */
export class Semaphore {
  private held = 0;
  /** A set, for a waiter may give up: first in, first out. */
  private readonly waiters = new Set<() => void>();

  constructor(private readonly limit: number) {}

  /** Runs a task when there is a place for it. @throws SvsError `aborted` while it waits; else what the task throws. */
  async within<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.acquire(signal);
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  /** @throws SvsError `aborted`. */
  private async acquire(signal: AbortSignal): Promise<void> {
    if (this.held < this.limit) {
      this.held++;
      return;
    }
    await abortable<void>(signal, (resolve) => {
      this.waiters.add(resolve);
      return () => this.waiters.delete(resolve);
    });
  }

  private release(): void {
    const [next] = this.waiters;
    if (next) {
      this.waiters.delete(next);
      next(); // the place passes on
    } else {
      this.held--;
    }
  }
}
