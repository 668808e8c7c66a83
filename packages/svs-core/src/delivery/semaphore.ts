import { abortable } from "../abortable.js";

/** Lets `limit` holders in at a time, in the order in which they came. */
export class Semaphore {
  private held = 0;
  /** A set, for a waiter may give up: first in, first out. */
  private readonly waiters = new Set<() => void>();

  /** @param next - what its holders have to enter too. */
  constructor(
    private readonly limit: number,
    private readonly next?: Semaphore,
  ) {}

  /**
   * @returns `undefined` if there is a place at once; else what waits for one.
   * @throws SvsError `aborted`, while waiting.
   */
  acquire(signal: AbortSignal): Promise<void> | undefined {
    if (this.held < this.limit) {
      this.held++;
      return this.acquireNext(signal);
    }
    return abortable<void>(signal, (resolve) => {
      this.waiters.add(resolve);
      return () => this.waiters.delete(resolve);
    }).then(() => this.acquireNext(signal));
  }

  release(): void {
    this.next?.release();
    this.leave();
  }

  private acquireNext(signal: AbortSignal): Promise<void> | undefined {
    return this.next?.acquire(signal)?.catch((error: unknown) => {
      this.leave();
      throw error;
    });
  }

  private leave(): void {
    const [first] = this.waiters;
    if (first) {
      this.waiters.delete(first);
      first(); // the place passes on
    } else {
      this.held--;
    }
  }
}
