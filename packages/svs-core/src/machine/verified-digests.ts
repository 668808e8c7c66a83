import { DIGEST_SIZE, isDigestAt } from "./digest.js";

/** The last few digests of vectors whose signature was found good: the oldest makes room. */
export class VerifiedDigests {
  /** Allocated with the first digest: most members of a large simulation are quiet. */
  private ring: Uint8Array | undefined;
  private count = 0;
  private next = 0;

  /** @param capacity - digests at the most; 0 remembers none. */
  constructor(private readonly capacity: number) {}

  has(digest: Uint8Array): boolean {
    const { ring } = this;
    if (ring === undefined) {
      return false;
    }
    for (let start = 0, end = this.count * DIGEST_SIZE; start < end; start += DIGEST_SIZE) {
      if (isDigestAt(ring, start, digest)) {
        return true;
      }
    }
    return false;
  }

  add(digest: Uint8Array): void {
    if (this.capacity === 0) {
      return;
    }
    this.ring ??= new Uint8Array(this.capacity * DIGEST_SIZE);
    this.ring.set(digest, this.next * DIGEST_SIZE);
    this.next = (this.next + 1) % this.capacity;
    this.count = Math.min(this.count + 1, this.capacity);
  }
}
