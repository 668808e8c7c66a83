import type { Millis } from "../ports/clock.js";

/** Bounds of the timeout, in milliseconds. */
export interface RttBounds {
  readonly lifetimeInitial: Millis;
  readonly lifetimeMin: Millis;
  readonly lifetimeMax: Millis;
}

/** So many times in a row a packet gets lost by chance. */
export const CHANCE_LOSSES = 2;

/** How long to wait for Data, from the round trips seen so far: RFC 6298 without its clock granularity. */
export class RttEstimator {
  private smoothed: Millis | undefined;
  private variation: Millis = 0;

  constructor(private readonly bounds: RttBounds) {}

  /** A round trip without retransmission (Karn's rule is the caller's). */
  sample(roundTrip: Millis): void {
    if (this.smoothed === undefined) {
      this.smoothed = roundTrip;
      this.variation = roundTrip / 2;
      return;
    }
    this.variation += (Math.abs(this.smoothed - roundTrip) - this.variation) / 4;
    this.smoothed += (roundTrip - this.smoothed) / 8;
  }

  /**
   * Timeout of the n-th attempt, from 0, within the bounds. The first retransmissions, up to
   * {@link CHANCE_LOSSES}, wait no longer than the first Interest; then it doubles each time.
   */
  timeout(attempt: number): Millis {
    const { lifetimeInitial, lifetimeMin, lifetimeMax } = this.bounds;
    const base =
      this.smoothed === undefined
        ? lifetimeInitial
        : Math.max(lifetimeMin, this.smoothed + 4 * this.variation);
    return Math.min(lifetimeMax, base * 2 ** Math.max(0, attempt - CHANCE_LOSSES));
  }
}
