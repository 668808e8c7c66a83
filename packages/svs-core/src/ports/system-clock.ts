import type { Clock, Millis, Timer } from "./clock.js";

/** The longest delay a platform timer takes: longer ones are cut into pieces. */
const LONGEST = 2 ** 31 - 1;

class SystemTimer implements Timer {
  private handle: ReturnType<typeof setTimeout>;

  constructor(delay: Millis, callback: () => void) {
    const due = performance.now() + delay;
    const arm = (wait: Millis): ReturnType<typeof setTimeout> =>
      setTimeout(
        () => {
          const left = due - performance.now();
          if (wait > LONGEST && left > 0) {
            this.handle = arm(left);
          } else {
            callback();
          }
        },
        Math.min(Math.max(wait, 0), LONGEST),
      );
    this.handle = arm(delay);
  }

  cancel(): void {
    clearTimeout(this.handle);
  }
}

/** After the current turn of the event loop. Node.js makes a timer of 0 ms wait for 1 ms. */
function scheduleNext(callback: () => void): Timer {
  const handle = setImmediate(callback);
  return { cancel: () => clearImmediate(handle) };
}

const hasImmediate = typeof setImmediate === "function";

/** The machine's own clocks and timers. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  schedule: (delay, callback) =>
    delay <= 0 && hasImmediate ? scheduleNext(callback) : new SystemTimer(delay, callback),
  work: (promise) => promise,
};
