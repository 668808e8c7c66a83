/** Milliseconds, fractions allowed. */
export type Millis = number;

/** An armed timer. */
export interface Timer {
  /** After this call the callback does not run. Idempotent. */
  cancel(): void;
}

/** Time, as an argument. */
export interface Clock {
  /** Milliseconds from an arbitrary origin, never going back: for timers. */
  monotonic(): Millis;

  /** Milliseconds since 1970-01-01T00:00Z, which may jump: for bootstrap times only. */
  wall(): Millis;

  /**
   * Calls back once, after `delay`. A negative delay counts as 0.
   * The callback never runs inside this call.
   */
  schedule(delay: Millis, callback: () => void): Timer;

  /**
   * Says that work outside this clock's sight (cryptography, a disk) is under way.
   * A simulated clock stands still until it has settled, and lets several such works settle in
   * the order in which they were begun; the system clock returns the promise as it is.
   */
  work<T>(promise: Promise<T>): Promise<T>;
}
