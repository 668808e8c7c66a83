import { MemoryLevel } from "memory-level";
import type { Level } from "../../src/index.js";

/** A database in memory with some of its methods replaced. */
export function alteredLevel(alter: (good: Level) => Partial<Level>): Level {
  const good: Level = new MemoryLevel<Uint8Array, Uint8Array>();
  const altered = alter(good);
  return {
    get status() {
      return good.status;
    },
    open: () => good.open(),
    close: () => good.close(),
    get: (key, options) => good.get(key, options),
    getMany: (keys, options) => good.getMany(keys, options),
    batch: (operations, options) => good.batch(operations, options),
    iterator: (options) => good.iterator(options),
    ...altered,
  };
}
