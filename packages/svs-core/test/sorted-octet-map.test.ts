import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareOctets } from "../src/octets.js";
import { SortedOctetMap } from "../src/sorted-octet-map.js";

const key = fc.uint8Array({ minLength: 0, maxLength: 3, max: 5 });
const command = fc.record({ op: fc.constantFrom("set", "set", "set", "delete"), key });

test("it does what a sorted list of entries does", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 400 }), key, (commands, probe) => {
      const map = new SortedOctetMap<number>();
      const model = new Map<string, { key: Uint8Array; value: number }>();
      commands.forEach((command, value) => {
        const text = command.key.join();
        if (command.op === "set") {
          map.set(command.key, value);
          model.set(text, { key: command.key, value });
        } else {
          expect(map.delete(command.key)).toBe(model.delete(text));
        }
      });
      const sorted = [...model.values()].sort((a, b) => compareOctets(a.key, b.key));
      expect(map.size).toBe(sorted.length);
      expect([...map.values()]).toEqual(sorted.map(({ value }) => value));
      expect(map.get(probe)).toBe(model.get(probe.join())?.value);
      const after = sorted.find((entry) => compareOctets(entry.key, probe) >= 0);
      expect(map.atOrAfter(probe)?.value).toBe(after?.value);
    }),
  );
});

test("thousands of ascending, descending and mixed keys stay in order across leaves", () => {
  const map = new SortedOctetMap<number>();
  const encode = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff);
  const numbers = Array.from({ length: 3000 }, (_, i) => i);
  const mixed = [...numbers.slice(0, 1000), ...numbers.slice(2000).reverse(), ...numbers.slice(1000, 2000)];
  for (const n of mixed) {
    map.set(encode(n), n);
  }
  expect([...map.values()]).toEqual(numbers);
  for (const n of numbers.slice(500, 2900)) {
    expect(map.delete(encode(n))).toBe(true);
  }
  expect(map.atOrAfter(encode(500))?.value).toBe(2900);
  expect(map.size).toBe(600);
});

test("a key that was looked for is found or put where it belongs, whatever came between", () => {
  const map = new SortedOctetMap<number>();
  const [low, key, high] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
  expect(map.get(key)).toBeUndefined();
  map.set(low, 1);
  map.set(key, 2);
  expect(map.get(key)).toBe(2);
  map.set(key, 4);
  map.set(high, 3);
  expect(map.delete(low)).toBe(true);
  expect(map.get(key)).toBe(4);
  expect(map.delete(key)).toBe(true);
  expect(map.get(key)).toBeUndefined();
  expect(map.atOrAfter(key)?.value).toBe(3);
  map.clear();
  expect(map.get(key)).toBeUndefined();
  map.set(key, 5);
  expect([...map.values()]).toEqual([5]);
});

test("names of many publishers, put one behind the other and looked for, are where a sorted list has them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5), fc.boolean()), { minLength: 1500, maxLength: 2500 }),
      (turns) => {
        const map = new SortedOctetMap<string>();
        const last = [0, 0, 0, 0, 0, 0];
        const held: Uint8Array[] = [];
        for (const [publisher, forgets] of turns) {
          const n = last[publisher]!++;
          const key = (number: number): Uint8Array =>
            Uint8Array.of(8, 1, publisher, 58, number >> 8, number & 255);
          expect(map.get(key(n))).toBeUndefined();
          map.set(key(n), key(n).join());
          held.push(key(n));
          expect(map.get(key(n))).toBe(key(n).join());
          if (forgets && held.length > 1) {
            expect(map.delete(held.shift()!)).toBe(true);
          }
        }
        held.sort(compareOctets);
        expect([...map.values()]).toEqual(held.map((key) => key.join()));
        for (const key of held) {
          expect(map.atOrAfter(key.slice())?.value).toBe(key.join());
        }
      },
    ),
    { numRuns: 5 },
  );
});
