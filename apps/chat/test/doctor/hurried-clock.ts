import { type Clock, type Millis, systemClock } from "@svs/core";

/** The system's clock, but its timers run faster: for waits that nothing on a socket can shorten. */
export function hurriedClock(factor: number, options: { readonly wallAhead?: Millis } = {}): Clock {
  const { wallAhead = 0 } = options;
  return {
    monotonic: () => systemClock.monotonic() * factor,
    wall: () => systemClock.wall() + wallAhead,
    schedule: (delay, callback) => systemClock.schedule(delay / factor, callback),
    work: (promise) => promise,
  };
}
