/** An endless async iterable that is fed from outside. One consumer. */
export class PacketQueue<T> implements AsyncIterableIterator<T> {
  private readonly waiting: T[] = [];
  private wake: ((result: IteratorResult<T>) => void) | undefined;
  private ended = false;

  push(item: T): void {
    if (this.wake !== undefined) {
      this.wake({ done: false, value: item });
      this.wake = undefined;
    } else if (!this.ended) {
      this.waiting.push(item);
    }
  }

  /** Ends the iteration after what was pushed. */
  end(): void {
    this.ended = true;
    this.wake?.({ done: true, value: undefined });
    this.wake = undefined;
  }

  next(): Promise<IteratorResult<T>> {
    const item = this.waiting.shift();
    if (item !== undefined) {
      return Promise.resolve({ done: false, value: item });
    }
    if (this.ended) {
      return Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
