import type { ForwarderClock, Millis, Timer } from "../clock.js";

/** What waits in a {@link DeadlineQueue}. */
export interface Deadlined {
  /** When it is due, on the monotonic clock. Changed only through the queue. */
  deadline: Millis;
  /** Place in the queue, -1 if not in it. Kept by the queue. */
  queuePlace: number;
}

/** The longest time that JavaScript timers can wait. */
const timerMax: Millis = 0x7fff_ffff;

/**
 * Things that become due, with one timer for all of them: a binary heap in which each knows its
 * place, so that taking one out before its time is as cheap as putting it in.
 */
export class DeadlineQueue<T extends Deadlined> {
  readonly #clock: ForwarderClock;
  readonly #onDue: (item: T) => void;
  readonly #heap: T[] = [];
  #timer: Timer | undefined;
  #armedFor: Millis = Number.POSITIVE_INFINITY;

  /** @param onDue - called with each item that is due, after it was taken out. */
  constructor(clock: ForwarderClock, onDue: (item: T) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Number of items. */
  get size(): number {
    return this.#heap.length;
  }

  /** Puts an item in, or moves it to another deadline. */
  set(item: T, deadline: Millis): void {
    item.deadline = deadline;
    if (item.queuePlace < 0) {
      item.queuePlace = this.#heap.length;
      this.#heap.push(item);
    }
    this.#down(this.#up(item.queuePlace));
    this.#arm();
  }

  /** Takes an item out. Nothing happens if it is not in. */
  delete(item: T): void {
    const place = item.queuePlace;
    if (place < 0) {
      return;
    }
    item.queuePlace = -1;
    const last = this.#heap.pop()!;
    if (last !== item) {
      this.#put(last, place);
      this.#down(this.#up(place));
    }
  }

  /** Takes all items out and stops the timer. */
  clear(): void {
    for (const item of this.#heap) {
      item.queuePlace = -1;
    }
    this.#heap.length = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  /**
   * Sets the timer for the earliest item. A timer that is too early is left alone: most items are
   * taken out before their time, and setting it anew each time would cost more.
   */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.deadline >= this.#armedFor) {
      return;
    }
    this.#timer?.cancel();
    this.#armedFor = first.deadline;
    const delay = Math.max(0, first.deadline - this.#clock.monotonic());
    this.#timer = this.#clock.schedule(Math.min(delay, timerMax), () => this.#ring());
  }

  #ring(): void {
    this.#timer = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = this.#clock.monotonic();
    for (let first = this.#heap[0]; first !== undefined && first.deadline <= now; first = this.#heap[0]) {
      this.delete(first);
      this.#onDue(first);
    }
    this.#arm();
  }

  #put(item: T, place: number): void {
    this.#heap[place] = item;
    item.queuePlace = place;
  }

  #up(place: number): number {
    const item = this.#heap[place]!;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above]!;
      if (parent.deadline <= item.deadline) {
        break;
      }
      this.#put(parent, place);
      place = above;
    }
    this.#put(item, place);
    return place;
  }

  #down(place: number): void {
    const item = this.#heap[place]!;
    const size = this.#heap.length;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= size) {
        break;
      }
      if (below + 1 < size && this.#heap[below + 1]!.deadline < this.#heap[below]!.deadline) {
        ++below;
      }
      const child = this.#heap[below]!;
      if (child.deadline >= item.deadline) {
        break;
      }
      this.#put(child, place);
      place = below;
    }
    this.#put(item, place);
  }
}
