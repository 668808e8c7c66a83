import type { ForwarderClock, Timer } from "../../src/clock.js";

interface Armed {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements ForwarderClock {
  #now = 1000;
  #armed: Armed[] = [];

  /** Timers that wait. */
  get armed(): number {
    return this.#armed.length;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return 1_700_000_000_000 + this.#now;
  }

  schedule(delay: number, callback: () => void): Timer {
    if (delay > 0x7fff_ffff) {
      throw new RangeError("JavaScript timers cannot wait so long");
    }
    const armed = { at: this.#now + Math.max(0, delay), callback };
    this.#armed.push(armed);
    return {
      cancel: () => {
        this.#armed = this.#armed.filter((other) => other !== armed);
      },
    };
  }

  /** Lets time pass, and whatever is due happen at its time. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const due = this.#armed.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#armed = this.#armed.filter((other) => other !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }
}
