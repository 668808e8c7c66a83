/**
 * A copy of an object and all that it reaches, with what is shared in it shared in the copy.
 * Functions and what is in `kept` stay the same.
 */
export function cloneGraph<T extends object>(value: T, kept: ReadonlySet<unknown>): T {
  const clones = new Map<object, unknown>();
  const clone = (from: unknown): unknown => {
    if (typeof from !== "object" || from === null || kept.has(from)) {
      return from;
    }
    const known = clones.get(from);
    if (known !== undefined) {
      return known;
    }
    if (from instanceof ArrayBuffer) {
      const copy = from.slice(0);
      clones.set(from, copy);
      return copy;
    }
    if (ArrayBuffer.isView(from)) {
      const { buffer, byteOffset } = from;
      const View = from.constructor as new (buffer: ArrayBuffer, at: number, length: number) => object;
      const length = from instanceof DataView ? from.byteLength : (from as Uint8Array).length;
      const copy = new View(clone(buffer) as ArrayBuffer, byteOffset, length);
      clones.set(from, copy);
      return copy;
    }
    if (from instanceof Map) {
      const copy = new Map<unknown, unknown>();
      clones.set(from, copy);
      for (const [key, element] of from) {
        copy.set(clone(key), clone(element));
      }
      return copy;
    }
    const copy = (Array.isArray(from) ? [] : Object.create(Object.getPrototypeOf(from))) as object;
    clones.set(from, copy);
    for (const key of Object.keys(from)) {
      (copy as Record<string, unknown>)[key] = clone((from as Record<string, unknown>)[key]);
    }
    return copy;
  };
  return clone(value) as T;
}
