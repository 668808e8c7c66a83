import type { Millis } from "@svs/core";

/** Moments by publication and member, in one growing block: a list of small arrays would keep the collector busy. */
export class TimesTable {
  private times: Float64Array;

  constructor(private readonly members: number) {
    this.times = new Float64Array(64 * members).fill(Number.NaN);
  }

  /** Notes a moment, unless there is one. */
  note(publication: number, member: number, at: Millis): void {
    const index = publication * this.members + member;
    while (index >= this.times.length) {
      this.grow();
    }
    if (Number.isNaN(this.times[index])) {
      this.times[index] = at;
    }
  }

  /** NaN while there is none. */
  get(publication: number, member: number): Millis {
    return this.times[publication * this.members + member] ?? Number.NaN;
  }

  private grow(): void {
    const { length } = this.times;
    const times = new Float64Array(2 * length);
    times.set(this.times);
    times.fill(Number.NaN, length);
    this.times = times;
  }
}
