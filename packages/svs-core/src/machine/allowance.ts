import type { Millis } from "../ports/clock.js";

/** So much of something, and what was used comes back evenly. */
export class Allowance {
  private left: number;
  /** When that was left, on the monotonic clock. */
  private at: Millis = Number.NEGATIVE_INFINITY;

  /**
   * @param most - how much there is at first, and at the most; `Infinity` for no end.
   * @param period - in milliseconds: in it, all of it comes back.
   */
  constructor(
    private readonly most: number,
    private readonly period: Millis,
  ) {
    this.left = most;
  }

  /** Uses so much. @returns false, with nothing used, if that is too much. */
  take(amount: number, now: Millis): boolean {
    if (this.most === Number.POSITIVE_INFINITY) {
      return true;
    }
    const back = Math.min(1, (now - this.at) / this.period) * this.most;
    this.left = Math.min(this.most, this.left + back);
    this.at = now;
    if (amount > this.left) {
      return false;
    }
    this.left -= amount;
    return true;
  }
}
