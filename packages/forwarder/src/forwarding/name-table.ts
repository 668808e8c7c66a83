import type { NameIndex } from "./name-index.js";

/** What a {@link NameTable} holds: an entry knows its name, and the next one with the same hash. */
export interface NameTableEntry<E> {
  /** Name TLV-VALUE. */
  readonly name: Uint8Array;
  /** Hash of the name, as {@link NameIndex} computes it. */
  readonly hash: number;
  /** Kept by the table. */
  next: E | undefined;
}

/** A hash table from names to entries. Several entries may have the same name. */
export class NameTable<E extends NameTableEntry<E>> {
  readonly #buckets = new Map<number, E>();
  #size = 0;

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  /** First entry of a hash; follow `next` for the others, and compare names. */
  bucket(hash: number): E | undefined {
    return this.#buckets.get(hash);
  }

  /** The entry whose name is the first `depth` components. */
  find(index: NameIndex, depth: number): E | undefined {
    let entry = this.#buckets.get(index.hashes[depth]!);
    while (entry !== undefined && !index.prefixEquals(depth, entry.name)) {
      entry = entry.next;
    }
    return entry;
  }

  insert(entry: E): void {
    entry.next = this.#buckets.get(entry.hash);
    this.#buckets.set(entry.hash, entry);
    ++this.#size;
  }

  /** Takes out an entry. @returns whether it was there. */
  delete(entry: E): boolean {
    let at = this.#buckets.get(entry.hash);
    if (at === entry) {
      if (entry.next === undefined) {
        this.#buckets.delete(entry.hash);
      } else {
        this.#buckets.set(entry.hash, entry.next);
      }
    } else {
      while (at !== undefined && at.next !== entry) {
        at = at.next;
      }
      if (at === undefined) {
        return false;
      }
      at.next = entry.next;
    }
    entry.next = undefined;
    --this.#size;
    return true;
  }

  /** All entries, in no particular order. The table may not change meanwhile. */
  *entries(): IterableIterator<E> {
    for (const first of this.#buckets.values()) {
      for (let entry: E | undefined = first; entry !== undefined; entry = entry.next) {
        yield entry;
      }
    }
  }

  clear(): void {
    this.#buckets.clear();
    this.#size = 0;
  }
}
