import { compareOctets } from "./octets.js";

/** Entries of a leaf before it is split: insertion moves at most that many. */
const LEAF_MAX = 256;

interface Leaf<V> {
  readonly keys: Uint8Array[];
  readonly values: V[];
}

/**
 * A map from octets to values, in the order of the octets.
 * Keys are held, not copied: whoever sets one does not change it.
 */
export class SortedOctetMap<V> {
  /** Never empty leaves, but for a single one at the beginning. */
  private readonly leaves: Leaf<V>[] = [{ keys: [], values: [] }];
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: Uint8Array): V | undefined {
    const leaf = this.leaves[this.leafOf(key)]!;
    const at = lowerBound(leaf.keys, key);
    return at < leaf.keys.length && compareOctets(leaf.keys[at]!, key) === 0 ? leaf.values[at] : undefined;
  }

  /** Inserts or replaces. */
  set(key: Uint8Array, value: V): void {
    const leafAt = this.leafOf(key);
    const leaf = this.leaves[leafAt]!;
    const at = lowerBound(leaf.keys, key);
    if (at < leaf.keys.length && compareOctets(leaf.keys[at]!, key) === 0) {
      leaf.values[at] = value;
      return;
    }
    leaf.keys.splice(at, 0, key);
    leaf.values.splice(at, 0, value);
    this.count++;
    if (leaf.keys.length > LEAF_MAX) {
      // Keys mostly arrive in ascending order: a leaf that grew at its end stays nearly full.
      const cut = at === leaf.keys.length - 1 ? LEAF_MAX : LEAF_MAX >> 1;
      this.leaves.splice(leafAt + 1, 0, { keys: leaf.keys.splice(cut), values: leaf.values.splice(cut) });
    }
  }

  /** @returns whether the key was there. */
  delete(key: Uint8Array): boolean {
    const leafAt = this.leafOf(key);
    const leaf = this.leaves[leafAt]!;
    const at = lowerBound(leaf.keys, key);
    if (at === leaf.keys.length || compareOctets(leaf.keys[at]!, key) !== 0) {
      return false;
    }
    leaf.keys.splice(at, 1);
    leaf.values.splice(at, 1);
    this.count--;
    if (leaf.keys.length === 0 && this.leaves.length > 1) {
      this.leaves.splice(leafAt, 1);
    }
    return true;
  }

  /** The first entry whose key is not below `key`. */
  atOrAfter(key: Uint8Array): { readonly key: Uint8Array; readonly value: V } | undefined {
    for (let leafAt = this.leafOf(key); leafAt < this.leaves.length; leafAt++) {
      const leaf = this.leaves[leafAt]!;
      const at = lowerBound(leaf.keys, key);
      if (at < leaf.keys.length) {
        return { key: leaf.keys[at]!, value: leaf.values[at]! };
      }
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
    this.count = 0;
  }

  /** Index of the last leaf whose first key is not above `key`; 0 if there is none. */
  private leafOf(key: Uint8Array): number {
    let low = 0;
    let high = this.leaves.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (compareOctets(this.leaves[middle]!.keys[0]!, key) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** Index of the first key not below `key`. */
function lowerBound(keys: readonly Uint8Array[], key: Uint8Array): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareOctets(keys[middle]!, key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
