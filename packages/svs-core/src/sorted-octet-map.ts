/** Entries of a leaf before it is split: insertion moves at most that many. */
const LEAF_MAX = 256;

interface Leaf<V> {
  readonly keys: Uint8Array[];
  readonly values: V[];
}

/**
 * A map from octets to values, in the order of the octets.
 * Keys are held, not copied: whoever hands one in does not change it.
 */
export class SortedOctetMap<V> {
  /** Never empty leaves, but for a single one at the beginning. */
  private readonly leaves: Leaf<V>[] = [{ keys: [], values: [] }];
  /** For each leaf what its keys are not below, and those of the leaves before are. */
  private readonly bounds: Uint8Array[] = [new Uint8Array(0)];
  private count = 0;
  /** The key that was sought last, with where it is or belongs: who looks for a key often puts it there next. */
  private sought: Uint8Array | undefined;
  private leafAt = 0;
  private at = 0;
  private isThere = false;

  get size(): number {
    return this.count;
  }

  get(key: Uint8Array): V | undefined {
    return this.seek(key) ? this.leaves[this.leafAt]!.values[this.at] : undefined;
  }

  /** Inserts or replaces. */
  set(key: Uint8Array, value: V): void {
    const isThere = this.seek(key);
    const { leafAt, at } = this;
    const leaf = this.leaves[leafAt]!;
    if (isThere) {
      leaf.values[at] = value;
      return;
    }
    this.sought = undefined;
    leaf.keys.splice(at, 0, key);
    leaf.values.splice(at, 0, value);
    this.count++;
    if (leaf.keys.length > LEAF_MAX) {
      // Keys mostly arrive in ascending order: a leaf that grew at its end stays nearly full.
      const cut = at === leaf.keys.length - 1 ? LEAF_MAX : LEAF_MAX >> 1;
      const next = { keys: leaf.keys.splice(cut), values: leaf.values.splice(cut) };
      this.leaves.splice(leafAt + 1, 0, next);
      this.bounds.splice(leafAt + 1, 0, next.keys[0]!);
    }
  }

  /** @returns whether the key was there. */
  delete(key: Uint8Array): boolean {
    if (!this.seek(key)) {
      return false;
    }
    this.sought = undefined;
    const leaf = this.leaves[this.leafAt]!;
    leaf.keys.splice(this.at, 1);
    leaf.values.splice(this.at, 1);
    this.count--;
    if (leaf.keys.length === 0 && this.leaves.length > 1) {
      this.leaves.splice(this.leafAt, 1);
      this.bounds.splice(this.leafAt || 1, 1); // nothing is below the first one
    }
    return true;
  }

  /** The first entry whose key is not below `key`. */
  atOrAfter(key: Uint8Array): { readonly key: Uint8Array; readonly value: V } | undefined {
    this.seek(key);
    let { at } = this;
    for (let leafAt = this.leafAt; leafAt < this.leaves.length; leafAt++) {
      const leaf = this.leaves[leafAt]!;
      if (at < leaf.keys.length) {
        return { key: leaf.keys[at]!, value: leaf.values[at]! };
      }
      at = 0;
    }
    return undefined;
  }

  /** Values in the order of their keys. */
  *values(): IterableIterator<V> {
    for (const leaf of this.leaves) {
      yield* leaf.values;
    }
  }

  clear(): void {
    this.leaves.splice(0, this.leaves.length, { keys: [], values: [] });
    this.bounds.length = 1;
    this.count = 0;
    this.sought = undefined;
  }

  /** Finds where a key is, or belongs. @returns whether it is there. */
  private seek(key: Uint8Array): boolean {
    if (key !== this.sought) {
      this.seekIn(this.bounds, key);
      this.leafAt = this.isThere ? this.at : this.at - 1;
      this.seekIn(this.leaves[this.leafAt]!.keys, key);
      this.sought = key;
    }
    return this.isThere;
  }

  /**
   * Finds the first of sorted keys that is not below `key`. What the keys on either side share with it all those in
   * between do, so that names, which begin alike, are compared where they differ.
   */
  private seekIn(keys: readonly Uint8Array[], key: Uint8Array): void {
    let low = 0;
    let high = keys.length;
    let lowShares = 0;
    let highShares = 0;
    this.isThere = false;
    while (low < high && !this.isThere) {
      const middle = (low + high) >>> 1;
      const other = keys[middle]!;
      const end = Math.min(other.length, key.length);
      let at = Math.min(lowShares, highShares);
      while (at < end && other[at] === key[at]) {
        at++;
      }
      if (at === end ? other.length < key.length : other[at]! < key[at]!) {
        low = middle + 1;
        lowShares = at;
      } else {
        high = middle;
        highShares = at;
        this.isThere = at === key.length && at === other.length;
      }
    }
    this.at = this.isThere ? high : low;
  }
}
