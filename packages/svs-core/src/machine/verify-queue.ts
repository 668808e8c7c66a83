import type { Millis } from "../ports/clock.js";
import { isDigestAt } from "./digest.js";
import type { ReceivedVector } from "./types.js";

/** A vector whose signature is being checked. */
export interface Unverified {
  readonly vector: ReceivedVector;
  /** On the monotonic clock. */
  readonly arrivedAt: Millis;
  /** Whether it names a signer who was never heard before. */
  readonly isStranger: boolean;
}

/**
 * The vectors whose signatures are being checked, of which there are few. Those that name a signer who was never
 * heard before have half the places: to check them may take long, and anybody can invent names. Anybody can write
 * another one's name, too: one signer has a quarter.
 */
export class VerifyQueue {
  private readonly waiting: Unverified[] = [];

  constructor(private readonly capacity: number) {}

  /**
   * Whether there is no room for one more.
   * @param signer - who says to have signed it, if that can be told.
   */
  isFull(signer: string | undefined, isStranger: boolean): boolean {
    const { waiting, capacity } = this;
    return (
      waiting.length >= capacity ||
      (signer !== undefined &&
        waiting.filter(({ vector }) => vector.signer === signer).length >= capacity / 4) ||
      (isStranger && waiting.filter((one) => one.isStranger).length >= capacity / 2)
    );
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

  add(unverified: Unverified): void {
    this.waiting.push(unverified);
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
