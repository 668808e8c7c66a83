import type { Clock, Millis, Timer } from "@svs/core";

interface Due {
  readonly at: Millis;
  readonly callback: () => void;
}

/** Time that passes only when it is told to. Simultaneous timers run in the order they were set. */
export class VirtualClock implements Clock {
  private now: Millis = 0;
  private readonly queue: Due[] = [];

  monotonic(): Millis {
    return this.now;
  }

  wall(): Millis {
    return 1_700_000_000_000 + this.now;
  }

  schedule(delay: Millis, callback: () => void): Timer {
    const due = { at: this.now + Math.max(delay, 0), callback };
    const after = this.queue.findIndex(({ at }) => at > due.at);
    this.queue.splice(after < 0 ? this.queue.length : after, 0, due);
    return {
      cancel: () => {
        const index = this.queue.indexOf(due);
        if (index >= 0) {
          this.queue.splice(index, 1);
        }
      },
    };
  }

  work<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  async elapse(ms: Millis): Promise<void> {
    const end = this.now + ms;
    await macrotask();
    while (this.queue[0] !== undefined && this.queue[0].at <= end) {
      const { at, callback } = this.queue.shift()!;
      this.now = Math.max(this.now, at);
      callback();
      await macrotask();
    }
    this.now = end;
  }
}

/** Comes after every promise callback that is due. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
