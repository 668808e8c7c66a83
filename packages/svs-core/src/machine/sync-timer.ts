import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";
import type { Timers } from "./types.js";

/** The single Sync Interest timer and its two timeout values (section 4.1). */
export class SyncTimer {
  private expiry: Millis | undefined;

  constructor(
    private readonly timers: Timers,
    private readonly random: () => number,
  ) {}

  /** On the monotonic clock; `undefined` while stopped. */
  get due(): Millis | undefined {
    return this.expiry;
  }

  /** Resets to `PeriodicTimeout`: uniform around the median. */
  resetToPeriodic(now: Millis): void {
    const { periodic, periodicJitter } = this.timers;
    this.expiry = now + periodic * (1 + periodicJitter * (2 * this.draw() - 1));
  }

  /**
   * Resets to `SuppressionTimeout`: c·(1−e^((v−c)/(c/f))) with v uniform in [0, c). The curve
   * makes most members wait almost c, and a few speak much earlier.
   */
  resetToSuppression(now: Millis): void {
    const { suppression, suppressionDecay } = this.timers;
    // With v = u·c, the exponent is f·(u−1).
    this.expiry = now - suppression * Math.expm1(suppressionDecay * (this.draw() - 1));
  }

  stop(): void {
    this.expiry = undefined;
  }

  private draw(): number {
    const u = this.random();
    if (u >= 0 && u < 1) {
      return u;
    }
    throw new SvsError(
      "invalid-argument",
      `Option random must give numbers from 0 to below 1, and gave ${u}.`,
    );
  }
}
