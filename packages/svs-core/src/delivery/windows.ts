import type { Semaphore } from "./semaphore.js";

/** Semaphores that are entered one after the other, and left together. */
export class Windows {
  constructor(private readonly semaphores: readonly Semaphore[]) {}

  /**
   * @returns `undefined` if there is a place in all of them at once; else what waits for them.
   * @throws SvsError `aborted`, while waiting: then none of them is held.
   */
  enter(signal: AbortSignal, from = 0): Promise<void> | undefined {
    for (let i = from; i < this.semaphores.length; i++) {
      const wait = this.semaphores[i]!.acquire(signal);
      if (wait) {
        return this.enterAfter(wait, i, signal);
      }
    }
    return undefined;
  }

  /** Gives up the place in the first `count` of them. */
  leave(count = this.semaphores.length): void {
    for (let i = count - 1; i >= 0; i--) {
      this.semaphores[i]!.release();
    }
  }

  /** @param wait - for the one of that index. */
  private async enterAfter(wait: Promise<void>, index: number, signal: AbortSignal): Promise<void> {
    try {
      await wait;
    } catch (error) {
      this.leave(index);
      throw error;
    }
    await this.enter(signal, index + 1);
  }
}
