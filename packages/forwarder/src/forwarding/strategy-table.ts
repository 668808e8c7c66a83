import { NameIndex } from "./name-index.js";
import { NameTable } from "./name-table.js";
import type { Strategy } from "./strategy.js";

/** A prefix for which a strategy was chosen. */
export interface StrategyChoice {
  /** Name TLV-VALUE. */
  readonly name: Uint8Array;
  strategy: Strategy;
}

interface Entry extends StrategyChoice {
  readonly hash: number;
  next: Entry | undefined;
}

/** Which strategy serves which names: the one chosen for the longest prefix. */
export class StrategyTable {
  readonly #table = new NameTable<Entry>();
  readonly #index: NameIndex;
  readonly #root: Entry;
  #depthMax = 0;

  /**
   * @param seed - of the name hash.
   * @param root - for names for which none was chosen.
   */
  constructor(seed: number, root: Strategy) {
    this.#index = new NameIndex(seed);
    this.#index.load(new Uint8Array(0));
    this.#root = this.#insert(root);
  }

  /** Number of choices, the one for all names included. */
  get size(): number {
    return this.#table.size;
  }

  /** @param name - Name TLV-VALUE, well formed. */
  set(name: Uint8Array, strategy: Strategy): void {
    this.#index.load(name);
    const entry = this.#table.find(this.#index, this.#index.depth) ?? this.#insert(strategy);
    entry.strategy = strategy;
  }

  /** Takes a choice back. The one for all names, `/`, stays. @returns whether it was there. */
  unset(name: Uint8Array): boolean {
    this.#index.load(name);
    const entry = this.#table.find(this.#index, this.#index.depth);
    return entry !== undefined && entry !== this.#root && this.#table.delete(entry);
  }

  /** The strategy for a name. */
  find(index: NameIndex): Strategy {
    for (let depth = Math.min(index.depth, this.#depthMax); depth > 0; --depth) {
      const entry = this.#table.find(index, depth);
      if (entry !== undefined) {
        return entry.strategy;
      }
    }
    return this.#root.strategy;
  }

  /** All choices, in canonical order. */
  entries(): StrategyChoice[] {
    return [...this.#table.entries()].sort((a, b) => Buffer.compare(a.name, b.name));
  }

  /** Makes an entry for the name in the private index. */
  #insert(strategy: Strategy): Entry {
    const { depth, hashes } = this.#index;
    const entry: Entry = {
      name: this.#index.copyPrefix(depth),
      hash: hashes[depth]!,
      next: undefined,
      strategy,
    };
    this.#table.insert(entry);
    this.#depthMax = Math.max(this.#depthMax, depth);
    return entry;
  }
}
