import type { Clock, Millis, Timer } from "@svs/core";

interface Armed {
  readonly due: Millis;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private now = 0;
  private order = 0;
  private readonly armed = new Set<Armed>();
  private onArmed: (() => void) | undefined;

  monotonic(): Millis {
    return this.now;
  }

  wall(): Millis {
    return 1_700_000_000_000 + this.now;
  }

  schedule(delay: Millis, callback: () => void): Timer {
    const timer = { due: this.now + Math.max(delay, 0), order: this.order++, callback };
    this.armed.add(timer);
    this.onArmed?.();
    return { cancel: () => void this.armed.delete(timer) };
  }

  work<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  /** Lets time pass, one timer after the other. */
  advance(time: Millis): void {
    const end = this.now + time;
    for (;;) {
      const [next] = [...this.armed].sort((a, b) => a.due - b.due || a.order - b.order);
      if (next === undefined || next.due > end) {
        break;
      }
      this.armed.delete(next);
      this.now = next.due;
      next.callback();
    }
    this.now = end;
  }

  /** How many timers wait. */
  get size(): number {
    return this.armed.size;
  }

  /** Milliseconds until the first timer is due. */
  get nextDelay(): Millis | undefined {
    const due = Math.min(...[...this.armed].map((timer) => timer.due));
    return Number.isFinite(due) ? due - this.now : undefined;
  }

  /** Resolves when a timer is armed that is due between `from` and `to` from now. */
  async whenArmed(from: Millis, to: Millis): Promise<void> {
    const matches = (): boolean =>
      [...this.armed].some(({ due }) => due - this.now >= from && due - this.now <= to);
    while (!matches()) {
      await new Promise<void>((resolve) => {
        this.onArmed = resolve;
      });
    }
    this.onArmed = undefined;
  }
}
