/** Keys and values as octets. */
interface Views {
  readonly keyEncoding: "view";
  readonly valueEncoding: "view";
}

/**
 * What the storage needs of a database of the Level family: `ClassicLevel`, `BrowserLevel`, `MemoryLevel` and
 * their like, whatever their own keys and values are. It orders keys by their octets.
 */
export interface Level {
  readonly status: "opening" | "open" | "closing" | "closed";
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: Uint8Array, options: Views): Promise<Uint8Array | undefined>;
  getMany(keys: Uint8Array[], options: Views): Promise<(Uint8Array | undefined)[]>;
  batch(
    operations: ({ type: "put"; key: Uint8Array; value: Uint8Array } | { type: "del"; key: Uint8Array })[],
    options: Views & { readonly sync: boolean },
  ): Promise<void>;
  iterator(
    options: Views & { gte: Uint8Array; lt: Uint8Array; limit?: number; reverse?: boolean },
  ): LevelIterator;
}

/** A walk over a range of entries. */
interface LevelIterator {
  /** The next entries, `size` at the most; none at the end. */
  nextv(size: number): Promise<[Uint8Array, Uint8Array][]>;
  close(): Promise<void>;
}
