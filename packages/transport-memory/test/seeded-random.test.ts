import { expect, test } from "vitest";
import { SeededRandom } from "../src/index.js";

function draw(random: SeededRandom, count = 8): number[] {
  return Array.from({ length: count }, () => random.next());
}

test("a seed gives the same numbers again, another seed others", () => {
  expect(draw(SeededRandom.of(7))).toEqual(draw(SeededRandom.of(7)));
  expect(draw(SeededRandom.of(7))).not.toEqual(draw(SeededRandom.of(8)));
});

test("the numbers of a seed stay as they are from release to release", () => {
  expect(draw(SeededRandom.of(7), 3)).toMatchInlineSnapshot(`
    [
      0.4052110537398277,
      0.4330860187902674,
      0.4878691030391752,
    ]
  `);
});

test("a fork does not depend on what was drawn or forked before", () => {
  const plain = SeededRandom.of(7).fork("loss");
  const parent = SeededRandom.of(7);
  draw(parent);
  draw(parent.fork("jitter"));
  expect(draw(parent.fork("loss"))).toEqual(draw(plain));
});

test("labels give streams of their own, and so do labels of labels", () => {
  const root = SeededRandom.of(7);
  const streams = [
    root,
    root.fork("a"),
    root.fork("b"),
    root.fork("ab"),
    root.fork("a/b"),
    root.fork("a").fork("b"),
    root.fork("b").fork("a"),
  ];
  const firsts = streams.map((stream) => stream.next());
  expect(new Set(firsts).size).toBe(firsts.length);
});

test("ten thousand labels draw ten thousand first numbers", () => {
  const root = SeededRandom.of(7);
  const firsts = new Set(Array.from({ length: 10_000 }, (_, i) => root.fork(`member ${i}`).next()));
  expect(firsts.size).toBe(10_000);
});

test("numbers are spread evenly over [0, 1)", () => {
  const random = SeededRandom.of(7);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; ++i) {
    const number = random.next();
    expect(number >= 0 && number < 1).toBe(true);
    bins[Math.floor(number * 10)]!++;
  }
  expect(Math.min(...bins)).toBeGreaterThan(900);
  expect(Math.max(...bins)).toBeLessThan(1100);
});

test("below gives every whole number under its bound, chance its share", () => {
  const random = SeededRandom.of(7);
  expect(new Set(Array.from({ length: 100 }, () => random.below(4)))).toEqual(new Set([0, 1, 2, 3]));
  const hits = Array.from({ length: 1000 }, () => random.chance(0.25)).filter(Boolean).length;
  expect(hits).toBeGreaterThan(200);
  expect(hits).toBeLessThan(300);
});
