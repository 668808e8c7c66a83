import type { Millis, Random } from "@svs/core";

/** Delays between attempts. */
export interface BackoffOptions {
  /** Around the delay before the first retry. */
  readonly initial: Millis;
  /** Around the longest delay. */
  readonly max: Millis;
}

/** Exponential backoff: each delay is drawn from 0.5 to 1.5 of a base that doubles up to a maximum. */
export class Backoff {
  private base: Millis;

  constructor(
    private readonly options: BackoffOptions,
    private readonly random: Random,
  ) {
    this.base = options.initial;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): Millis {
    const delay = this.base * (0.5 + this.random.next());
    this.base = Math.min(2 * this.base, this.options.max);
    return delay;
  }

  reset(): void {
    this.base = this.options.initial;
  }
}
