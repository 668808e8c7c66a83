/** Milliseconds, fractions allowed. */
export type Millis = number;

/** An armed timer. */
export interface Timer {
  /** After this call the callback does not run. Idempotent. */
  cancel(): void;
}

/** Time, as an argument. A `Clock` of `@svs/core` is one of these. */
export interface ForwarderClock {
  /** Milliseconds from an arbitrary origin, never going back. */
  monotonic(): Millis;

  /** Milliseconds since 1970-01-01T00:00Z: for the timestamps of the status datasets only. */
  wall(): Millis;

  /** Calls back once, after `delay`; never inside this call. */
  schedule(delay: Millis, callback: () => void): Timer;
}

/** The clock of this machine. */
export const systemClock: ForwarderClock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  schedule(delay, callback) {
    const handle = setTimeout(callback, Math.max(0, delay));
    return {
      cancel() {
        clearTimeout(handle);
      },
    };
  },
};
