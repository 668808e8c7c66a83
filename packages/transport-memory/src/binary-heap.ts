/** A queue that gives the item of the lowest key first, and of equal keys the one put first. */
export class BinaryHeap<T> {
  private readonly keys: number[] = [];
  private readonly orders: number[] = [];
  private readonly items: T[] = [];
  private puts = 0;

  get size(): number {
    return this.items.length;
  }

  /** The lowest key; `Infinity` when empty. */
  get minKey(): number {
    return this.keys.length === 0 ? Number.POSITIVE_INFINITY : this.keys[0]!;
  }

  push(key: number, item: T): void {
    this.keys.push(key);
    this.orders.push(this.puts);
    this.items.push(item);
    this.rise(this.items.length - 1, key, this.puts++, item);
  }

  /** Takes the first item out; `undefined` when empty. */
  pop(): T | undefined {
    const first = this.items[0];
    const key = this.keys.pop();
    const order = this.orders.pop();
    const item = this.items.pop();
    if (this.items.length > 0) {
      this.sink(0, key!, order!, item!);
    }
    return first;
  }

  /** Takes out what `keep` refuses, in one pass. What stays keeps its order. */
  filter(keep: (item: T) => boolean): void {
    const { keys, orders, items } = this;
    let kept = 0;
    for (let i = 0; i < items.length; ++i) {
      if (keep(items[i]!)) {
        keys[kept] = keys[i]!;
        orders[kept] = orders[i]!;
        items[kept++] = items[i]!;
      }
    }
    keys.length = kept;
    orders.length = kept;
    items.length = kept;
    for (let i = (kept >> 1) - 1; i >= 0; --i) {
      this.sink(i, keys[i]!, orders[i]!, items[i]!);
    }
  }

  /** Every item, in no particular order. */
  forEach(visit: (item: T) => void): void {
    for (const item of this.items) {
      visit(item);
    }
  }

  private rise(hole: number, key: number, order: number, item: T): void {
    const { keys, orders, items } = this;
    let at = hole;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = keys[parent]!;
      if (parentKey < key || (parentKey === key && orders[parent]! < order)) {
        break;
      }
      keys[at] = parentKey;
      orders[at] = orders[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    keys[at] = key;
    orders[at] = order;
    items[at] = item;
  }

  private sink(hole: number, key: number, order: number, item: T): void {
    const { keys, orders, items } = this;
    const end = items.length;
    let at = hole;
    for (let child = 2 * at + 1; child < end; child = 2 * at + 1) {
      const right = child + 1;
      if (
        right < end &&
        (keys[right]! < keys[child]! || (keys[right] === keys[child] && orders[right]! < orders[child]!))
      ) {
        child = right;
      }
      const childKey = keys[child]!;
      if (key < childKey || (key === childKey && order < orders[child]!)) {
        break;
      }
      keys[at] = childKey;
      orders[at] = orders[child]!;
      items[at] = items[child]!;
      at = child;
    }
    keys[at] = key;
    orders[at] = order;
    items[at] = item;
  }
}
