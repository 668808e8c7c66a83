import { DIGEST_SIZE, headOf, isDigestAt } from "./digest.js";

/** The last few digests of vectors whose signature was found good: the oldest makes room. */
export class VerifiedDigests {
  /** Allocated with the first digest: most members of a large simulation are quiet. */
  private ring: Uint8Array | undefined;
  /** What each begins with: to look for one takes no more than these, nearly always. */
  private heads: Int32Array | undefined;
  private count = 0;
  private next = 0;

  /** @param capacity - digests at the most; 0 remembers none. */
  constructor(private readonly capacity: number) {}

  has(digest: Uint8Array): boolean {
    const { ring, heads, count } = this;
    if (ring === undefined || heads === undefined) {
      return false;
    }
    const head = headOf(digest);
    for (let i = 0; i < count; i++) {
      if (heads[i] === head && isDigestAt(ring, i * DIGEST_SIZE, digest)) {
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
    this.heads ??= new Int32Array(this.capacity);
    this.ring.set(digest, this.next * DIGEST_SIZE);
    this.heads[this.next] = headOf(digest);
    this.next = (this.next + 1) % this.capacity;
    this.count = Math.min(this.count + 1, this.capacity);
  }
}
