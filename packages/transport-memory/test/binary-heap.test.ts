import fc from "fast-check";
import { expect, test } from "vitest";
import { BinaryHeap } from "../src/binary-heap.js";

function drain(heap: BinaryHeap<number>): number[] {
  const items: number[] = [];
  while (heap.size > 0) {
    items.push(heap.pop()!);
  }
  return items;
}

test("gives items by key, and by order of putting where keys are equal", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (keys) => {
      const heap = new BinaryHeap<number>();
      keys.forEach((key, i) => {
        heap.push(key, i);
      });
      const sorted = keys.map((key, i) => ({ key, i })).sort((a, b) => a.key - b.key || a.i - b.i);
      expect(heap.minKey).toBe(sorted[0]?.key ?? Number.POSITIVE_INFINITY);
      expect(drain(heap)).toEqual(sorted.map(({ i }) => i));
    }),
  );
});

test("puts and takes in any mixture", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 9 }))), (steps) => {
      const heap = new BinaryHeap<number>();
      const model: { key: number; i: number }[] = [];
      steps.forEach((key, i) => {
        if (key !== null) {
          heap.push(key, i);
          model.push({ key, i });
          model.sort((a, b) => a.key - b.key || a.i - b.i);
        } else {
          expect(heap.pop()).toBe(model.shift()?.i);
        }
      });
      expect(drain(heap)).toEqual(model.map(({ i }) => i));
    }),
  );
});

test("a filter keeps the order of what stays", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (keys) => {
      const heap = new BinaryHeap<number>();
      keys.forEach((key, i) => {
        heap.push(key, i);
      });
      heap.filter((i) => i % 3 !== 0);
      const sorted = keys.map((key, i) => ({ key, i })).sort((a, b) => a.key - b.key || a.i - b.i);
      expect(drain(heap)).toEqual(sorted.filter(({ i }) => i % 3 !== 0).map(({ i }) => i));
    }),
  );
});
