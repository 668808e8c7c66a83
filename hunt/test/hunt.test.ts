import { describe, expect, test } from "vitest";
import { hunt } from "../src/hunt.js";
import { MUTANTS } from "../src/mutants.js";
import { catchLines } from "../src/report.js";
import { INVARIANTS } from "../src/violation.js";

/** For a mutant, and for the hunt of all of `npm test`. */
const SEEDS = { mutant: 200, all: 300 } as const;

/** Three hundred runs, each twice, beside everything else that is tested. */
const PATIENCE = 180_000;

test(
  `no invariant breaks in ${SEEDS.all} seeds, and every rare branch is reached`,
  async () => {
    const { seeds, catches, marks } = await hunt({ seeds: SEEDS.all });
    expect(catches.flatMap(catchLines).join("\n")).toBe("");
    expect(seeds).toBe(SEEDS.all);
    expect([...marks.counts].filter(([, count]) => count === 0)).toEqual([]);
  },
  PATIENCE,
);

test("a hunt is repeated from its seeds, however many processes share them", async () => {
  const [one, two] = await Promise.all([
    hunt({ from: 40, seeds: 6, processes: 1 }),
    hunt({ from: 40, seeds: 6, processes: 2 }),
  ]);
  expect(two).toEqual(one);
  expect(one.packets).toBeGreaterThan(0);
});

describe("sources that are broken on purpose", () => {
  test("for every invariant", () => {
    expect(new Set(MUTANTS.map(({ breaks }) => breaks))).toEqual(new Set(INVARIANTS));
  });

  test.each(MUTANTS)(
    "$name: $breaks",
    async (mutant) => {
      const { catches } = await hunt({ seeds: SEEDS.mutant, mutant, until: mutant.breaks });
      expect(catches.map(({ invariant }) => invariant)).toContain(mutant.breaks);
    },
    PATIENCE,
  );
});
