/** Rare branches that a long enough hunt must have reached: what is not tried is not tested. */
export const MARKS = [
  "link down",
  "signature refused",
  "the same packet again",
  "malformed vector",
  "bootstrap time in the future",
  "number above 2^53-1",
  "suppression entered",
  "heard in suppression",
  "outdated only of what is new",
  "outdated and answered before",
  "jump in quarantine",
  "bootstrap time that is not passed on",
  "outdated member answered",
  "answer suppressed",
  "periodic announcement",
  "repeat",
  "crash with its stores",
  "crash without its stores",
  "one-way partition",
  "clog",
  "forwarder crash",
  "skewed clock",
  "segmented publication",
  "delivered again",
  "own number from elsewhere",
  "new bootstrap time",
] as const;

export type Mark = (typeof MARKS)[number];

/** How often each was reached. */
export class Marks {
  readonly counts = new Map<Mark, number>(MARKS.map((mark) => [mark, 0]));

  reached(mark: Mark): void {
    this.counts.set(mark, this.counts.get(mark)! + 1);
  }

  add(others: Iterable<readonly [Mark, number]>): void {
    for (const [mark, count] of others) {
      this.counts.set(mark, this.counts.get(mark)! + count);
    }
  }
}
