import { describe, expect, it } from "vitest";
import type { Latencies } from "../src/run-result.js";
import { PooledLatencies, ratio } from "../src/statistics.js";

const latencies = (values: number[], never: number[] = []): Latencies => ({
  values: Float64Array.from(values),
  never: Float64Array.from(never),
});

describe("latencies of several runs", () => {
  const pooled = new PooledLatencies([latencies([3, 1]), latencies([2, 5, 4]), latencies([])]);

  it("are one distribution", () => {
    expect([...pooled.values]).toEqual([1, 2, 3, 4, 5]);
    expect(pooled.mean().value).toBe(3);
    expect([0.2, 0.21, 0.5, 0.99, 1].map((q) => pooled.quantile(q).value)).toEqual([1, 2, 3, 5, 5]);
  });

  it("what never happened is above everything, and counts in the mean as long as was waited", () => {
    const some = new PooledLatencies([latencies([1, 2, 3], [100])]);
    expect(some.never).toBe(1);
    expect(some.quantile(0.75).value).toBe(3);
    expect(some.quantile(0.76).value).toBe(Number.POSITIVE_INFINITY);
    expect(some.mean()).toMatchObject({ value: 26.5, isBound: true });
  });

  it("have an interval over several seeds, and none over one", () => {
    expect(new PooledLatencies([latencies([1, 2])]).mean().interval).toBeUndefined();
    const { low, high } = pooled.mean().interval!;
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
  });
});

describe("the interval of a ratio", () => {
  it("is a point where all runs are alike", () => {
    expect(ratio([2, 2, 2], [4, 4, 4])).toEqual({
      value: 0.5,
      interval: { low: 0.5, high: 0.5 },
      isBound: false,
    });
  });

  it("holds the true figure in about 95 of 100 repetitions", () => {
    // Runs of a process with mean 1: each repetition draws thirty of them.
    let state = 1;
    const draw = (): number => {
      state = (state * 16_807) % 2_147_483_647;
      return -Math.log(state / 2_147_483_647);
    };
    let held = 0;
    for (let repetition = 0; repetition < 100; repetition++) {
      const runs = Array.from({ length: 30 }, draw);
      const { interval } = ratio(
        runs,
        runs.map(() => 1),
      );
      held += interval!.low <= 1 && interval!.high >= 1 ? 1 : 0;
    }
    expect(held).toBeGreaterThanOrEqual(85);
    expect(held).toBeLessThanOrEqual(99);
  });
});
