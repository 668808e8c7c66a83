import type { ForwarderClock, Millis } from "../clock.js";

/** Milliseconds that a pair is remembered for at least. NFD's time. */
const lifetime: Millis = 6000;
/** Pairs in a generation at the most; when it is full, an older one is forgotten early. */
const generationMax = 131_072;

/**
 * Remembers the (name, Nonce) pairs of Interests that no longer pend, so that one that comes back
 * around a loop is known. Two generations: each pair is kept for one to two lifetimes.
 */
export class DeadNonceList {
  readonly #clock: ForwarderClock;
  /** By Nonce, the hash of the name: 64 bits together, so a false alarm is no concern. */
  #young = new Map<number, number>();
  #old = new Map<number, number>();
  #turnedAt: Millis;

  constructor(clock: ForwarderClock) {
    this.#clock = clock;
    this.#turnedAt = clock.monotonic();
  }

  add(nameHash: number, nonce: number): void {
    this.#turn();
    this.#young.set(nonce, nameHash);
  }

  has(nameHash: number, nonce: number): boolean {
    this.#turn();
    return this.#young.get(nonce) === nameHash || this.#old.get(nonce) === nameHash;
  }

  #turn(): void {
    const age = this.#clock.monotonic() - this.#turnedAt;
    if (age < lifetime && this.#young.size < generationMax) {
      return;
    }
    this.#old = age < 2 * lifetime ? this.#young : new Map();
    this.#young = new Map();
    this.#turnedAt += age;
  }
}
