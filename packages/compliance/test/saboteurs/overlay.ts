/** Something good with some of its members replaced. */
export function overlay<T extends object>(good: T, spoilt: Partial<T>): T {
  return new Proxy(good, {
    get: (target, key) => {
      if (Reflect.has(spoilt, key)) {
        return Reflect.get(spoilt, key);
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
