import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";
import type { GroupEstimate } from "./group-estimate.js";
import { EARLIEST } from "./quiet-repair.js";
import type { Timers } from "./types.js";

/** Milliseconds between an announcement of a member's and its next repeat. */
const REPEAT_MIN = 500;
/** Adapted `SuppressionTimeout` has its bounds at so many suppression periods, however large the group. */
const SUPPRESSION_MAX = 10;
/** Delays in which e times as many members answer. */
const GROWTH = 2.5;

/** The single Sync Interest timer and its timeout values (section 4.1). */
export class SyncTimer {
  private expiry: Millis | undefined;
  private repeats = false;
  private repeatFrom: Millis = Number.NEGATIVE_INFINITY;

  /**
   * @param estimate - what repeats are spread by.
   * @param isAdaptive - whether the specified timeouts are, too.
   */
  constructor(
    private readonly timers: Timers,
    private readonly random: () => number,
    private readonly estimate: GroupEstimate,
    private readonly isAdaptive: boolean,
  ) {}

  /** On the monotonic clock; `undefined` while stopped. */
  get due(): Millis | undefined {
    return this.expiry;
  }

  /** Whether it is an interval's that {@link resetToRepeat} was given. */
  get isRepeat(): boolean {
    return this.repeats;
  }

  /** Resets to `PeriodicTimeout`: uniform around the median, or spread like repeats. */
  resetToPeriodic(now: Millis): void {
    const { periodic, periodicJitter } = this.timers;
    const share = this.isAdaptive ? this.estimate.spread(this.draw()) : this.draw();
    this.repeats = false;
    this.expiry = now + periodic * (1 + periodicJitter * (2 * share - 1));
  }

  /**
   * Resets to an interval, its beginning left out. Its end is the most likely, so that of a large group
   * one speaks, and few at once.
   */
  resetToRepeat(now: Millis, interval: Millis): void {
    const share = EARLIEST + (1 - EARLIEST) * this.estimate.spread(this.draw());
    this.repeats = true;
    this.expiry = Math.max(this.repeatFrom, now + interval * share);
  }

  /** An announcement of ours leaves. */
  holdRepeats(now: Millis): void {
    this.repeatFrom = now + REPEAT_MIN;
    if (this.repeats && this.expiry !== undefined) {
      this.expiry = Math.max(this.repeatFrom, this.expiry);
    }
  }

  /**
   * Resets to `SuppressionTimeout`: c·(1−e^((v−c)/(c/f))) with v uniform in [0, c). The curve
   * makes most members wait almost c, and a few speak much earlier. Adapted, it is flatter and longer, so
   * that those who answer grow in number as slowly in any group; in one of 20 it is 280 ms.
   */
  resetToSuppression(now: Millis): void {
    const { suppression, suppressionDecay } = this.timers;
    this.repeats = false;
    if (this.isAdaptive) {
      const { delay, steepness } = this.estimate;
      const period = Math.min(GROWTH * delay * steepness, SUPPRESSION_MAX * suppression);
      this.expiry = now + period * this.estimate.spread(this.draw());
    } else {
      // With v = u·c, the exponent is f·(u−1).
      this.expiry = now - suppression * Math.expm1(suppressionDecay * (this.draw() - 1));
    }
  }

  stop(): void {
    this.expiry = undefined;
    this.repeats = false;
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
