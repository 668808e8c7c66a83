import { compareOctets } from "./octets.js";

/** Entries of a leaf before it is split: insertion moves at most that many. */
const LEAF_MAX = 256;

/** Places that are remembered, each for keys that begin alike: names of one publisher come one behind the other. */
const PLACES = 256;

interface Leaf<V> {
  readonly keys: Uint8Array[];
  readonly values: V[];
}

/** Where the last keys that began alike were: the leaf, and the index in it. They may have moved: it is a guess. */
interface Places {
  readonly leafAt: Uint32Array;
  readonly at: Uint32Array;
}

/**
 * A map from octets to values, in the order of the octets.
 * Keys are held, not copied: whoever hands one in does not change it.
 */
export class SortedOctetMap<V> {
  /** Never empty leaves, but for a single one at the beginning. */
  private readonly leaves: Leaf<V>[] = [{ keys: [], values: [] }];
  /** For each leaf what its keys are not below, and those of the leaves before are; the first one's is not looked at. */
  private readonly bounds: Uint8Array[] = [new Uint8Array(0)];
  private count = 0;
  /** The key that was sought last, with where it is or belongs: who looks for a key often puts it there next. */
  private sought: Uint8Array | undefined;
  private leafAt = 0;
  private at = 0;
  private isThere = false;
  /** There are some from the second leaf on. */
  private places: Places | undefined;

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
      this.places ??= { leafAt: new Uint32Array(PLACES), at: new Uint32Array(PLACES) };
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
      this.bounds.splice(this.leafAt, 1);
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
      this.sought = key;
      const { places } = this;
      if (places) {
        this.seekFrom(places, placeOf(key), key);
      } else {
        this.leafAt = 0;
        const { keys } = this.leaves[0]!;
        this.seekIn(keys, key, 0, keys.length);
      }
    }
    return this.isThere;
  }

  private seekFrom({ leafAt, at }: Places, place: number, key: Uint8Array): void {
    const guess = leafAt[place]!;
    if (this.isOfLeaf(key, guess)) {
      this.leafAt = guess;
      this.seekNear(this.leaves[guess]!.keys, key, at[place]!);
    } else {
      this.leafAt = this.leafOf(key);
      const { keys } = this.leaves[this.leafAt]!;
      this.seekIn(keys, key, 0, keys.length);
    }
    leafAt[place] = this.leafAt;
    at[place] = this.at;
  }

  /** In a leaf, by steps that grow from the key before a guess on. */
  private seekNear(keys: readonly Uint8Array[], key: Uint8Array, guess: number): void {
    let low = 0;
    let high = keys.length;
    for (let step = 1, at = Math.max(0, guess - 1); at < high; at += step, step *= 2) {
      if (compareOctets(keys[at]!, key) < 0) {
        low = at + 1;
      } else {
        high = at + 1;
      }
    }
    this.seekIn(keys, key, low, high);
  }

  /**
   * In a leaf, between two indices: the first key not below `key`. What the keys on either side share with it all
   * those in between do, so that names, which begin alike, are compared where they differ.
   */
  private seekIn(keys: readonly Uint8Array[], key: Uint8Array, from: number, to: number): void {
    let low = from;
    let high = to;
    let lowShares = 0;
    let highShares = 0;
    this.isThere = false;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = keys[middle]!;
      const end = Math.min(other.length, key.length);
      let at = Math.min(lowShares, highShares);
      while (at < end && other[at] === key[at]) {
        at++;
      }
      if (at === key.length && at === other.length) {
        this.isThere = true;
        low = middle;
        break;
      }
      if (at === end ? other.length < key.length : other[at]! < key[at]!) {
        low = middle + 1;
        lowShares = at;
      } else {
        high = middle;
        highShares = at;
      }
    }
    this.at = low;
  }

  private isOfLeaf(key: Uint8Array, leafAt: number): boolean {
    const { bounds } = this;
    return (
      leafAt < bounds.length &&
      (leafAt === 0 || compareOctets(bounds[leafAt]!, key) <= 0) &&
      (leafAt + 1 === bounds.length || compareOctets(bounds[leafAt + 1]!, key) > 0)
    );
  }

  /** Index of the leaf where a key is, or belongs. */
  private leafOf(key: Uint8Array): number {
    const { bounds } = this;
    let low = 0;
    let high = bounds.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (compareOctets(bounds[middle]!, key) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** Equal for keys that differ in their last two octets only, as the names of consecutive publications do. */
function placeOf(key: Uint8Array): number {
  let hash = 0;
  for (let i = 0; i < key.length - 2; i++) {
    hash = (Math.imul(hash, 31) + key[i]!) | 0;
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (PLACES - 1);
}
