import type { Clock, Millis, Timer } from "../src/index.js";

/** A clock that stands still until it is told: for units that need no network. */
export class ManualClock implements Clock {
  private now = 0;
  private order = 0;
  private timers: { due: Millis; order: number; callback: () => void }[] = [];

  monotonic(): Millis {
    return this.now;
  }

  wall(): Millis {
    return 1_736_266_473_000 + this.now;
  }

  schedule(delay: Millis, callback: () => void): Timer {
    const timer = { due: this.now + Math.max(0, delay), order: this.order++, callback };
    this.timers.push(timer);
    return {
      cancel: () => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
  }

  work<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  /** Lets time pass, timer by timer, and every promise settle in between. */
  async advance(by: Millis): Promise<void> {
    const until = this.now + by;
    for (;;) {
      await turn();
      const [next] = this.timers
        .filter(({ due }) => due <= until)
        .sort((a, b) => a.due - b.due || a.order - b.order);
      if (!next) {
        this.now = until;
        return;
      }
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = next.due;
      next.callback();
    }
  }
}

/** Lets every promise settle that can. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
