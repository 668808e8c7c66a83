import type { Millis } from "../ports/clock.js";
import { DIGEST_SIZE, isDigestAt } from "./digest.js";

/** The last few outdated vectors that were answered, by digest: the oldest makes room. */
export class AnsweredDigests {
  private readonly answered: { readonly digest: Uint8Array; at: Millis }[] = [];

  /**
   * @param capacity - digests at the most; 0 remembers none.
   * @param period - in milliseconds: within it no second answer is due; 0: every time one is.
   */
  constructor(
    private readonly capacity: number,
    private readonly period: Millis,
  ) {}

  /** @returns whether an answer to that vector is due; then it counts as answered. */
  answer(digest: Uint8Array, now: Millis): boolean {
    if (this.period === 0 || this.capacity === 0) {
      return true;
    }
    const known = this.answered.findIndex((one) => isDigestAt(one.digest, 0, digest));
    if (known >= 0) {
      if (now - this.answered[known]!.at < this.period) {
        return false;
      }
      this.answered.splice(known, 1);
    }
    if (this.answered.length >= this.capacity) {
      this.answered.shift();
    }
    this.answered.push({ digest: digest.slice(0, DIGEST_SIZE), at: now });
    return true;
  }
}
