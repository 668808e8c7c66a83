import type { Millis } from "../ports/clock.js";
import { isDigestAt } from "./digest.js";
import type { ReceivedVector } from "./types.js";

/** A vector whose signature is being checked. */
export interface Unverified {
  readonly vector: ReceivedVector;
  /** On the monotonic clock. */
  readonly arrivedAt: Millis;
}

/** The vectors whose signatures are being checked, of which there are few. */
export class VerifyQueue {
  private readonly waiting: Unverified[] = [];

  constructor(private readonly capacity: number) {}

  get isFull(): boolean {
    return this.waiting.length >= this.capacity;
  }

  has(id: number): boolean {
    return this.indexOf(id) >= 0;
  }

  hasDigest(digest: Uint8Array): boolean {
    for (const { vector } of this.waiting) {
      if (isDigestAt(vector.digest, 0, digest)) {
        return true;
      }
    }
    return false;
  }

  add(vector: ReceivedVector, arrivedAt: Millis): void {
    this.waiting.push({ vector, arrivedAt });
  }

  /** Takes out the vector of that id. */
  take(id: number): Unverified | undefined {
    const index = this.indexOf(id);
    if (index < 0) {
      return undefined;
    }
    const last = this.waiting.length - 1;
    return index === last ? this.waiting.pop() : this.waiting.splice(index, 1)[0];
  }

  private indexOf(id: number): number {
    for (let i = 0; i < this.waiting.length; i++) {
      if (this.waiting[i]!.vector.id === id) {
        return i;
      }
    }
    return -1;
  }
}
