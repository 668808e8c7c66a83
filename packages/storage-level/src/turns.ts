/** Carries out one piece of work after the other, in the order in which they were handed over. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when all that was handed over has ended. */
  async idle(): Promise<void> {
    await this.last;
  }
}
