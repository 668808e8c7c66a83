/** A map that forgets what was not looked up for the longest time when it has become too large. */
export class BoundedMap<K, V> {
  /** In the order of use. */
  private readonly entries = new Map<K, V>();

  constructor(private readonly capacity: number) {}

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.set(key, value);
    }
    return value;
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest!);
    }
  }

  delete(key: K): void {
    this.entries.delete(key);
  }
}
