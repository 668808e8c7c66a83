import { BinaryHeap, SeededRandom } from "@svs/transport-memory";
import type { Latencies } from "./run-result.js";

/** An interval that holds the figure in 95 of 100 repetitions. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A figure; with its interval where there are several seeds. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | undefined;
  /** The figure is this at least: some pairs were not waited for to the end. */
  readonly isBound: boolean;
}

/** Resamplings of the bootstrap. */
const RESAMPLES = 500;
const EDGE = 0.025;

/**
 * The latencies of several runs, seen as one distribution. What never happened within the run is above
 * everything that did; in means it counts with the time for which it was waited.
 *
 * Intervals are percentile bootstraps over seeds: whole runs are drawn again, with replacement, because
 * the pairs of one run depend on each other.
 */
export class PooledLatencies {
  /** All values, ascending, and the run of each. */
  private readonly sorted: Float64Array;
  private readonly runOf: Uint32Array;
  readonly never: number;

  constructor(private readonly runs: readonly Latencies[]) {
    const size = runs.reduce((sum, { values }) => sum + values.length, 0);
    this.sorted = new Float64Array(size);
    this.runOf = new Uint32Array(size);
    merge(
      runs.map(({ values }) => values.slice().sort()),
      this.sorted,
      this.runOf,
    );
    this.never = runs.reduce((sum, run) => sum + run.never.length, 0);
  }

  /** Pairs of a publication and another member. */
  get count(): number {
    return this.sorted.length + this.never;
  }

  /** Ascending, without what never happened. */
  get values(): Float64Array {
    return this.sorted;
  }

  mean(): Estimate {
    const sums = this.runs.map(({ values, never }) => total(values) + total(never));
    const counts = this.runs.map(({ values, never }) => values.length + never.length);
    const estimate = estimateOf(
      this.runs.length,
      (weights) => weighted(sums, weights) / weighted(counts, weights),
    );
    return { ...estimate, isBound: this.never > 0 };
  }

  /** The lowest value that the share `q` of all pairs does not exceed; `Infinity` if those never did. */
  quantile(q: number): Estimate {
    const counts = this.runs.map(({ values, never }) => values.length + never.length);
    return estimateOf(this.runs.length, (weights) => {
      let left = q * weighted(counts, weights);
      for (let i = 0; i < this.sorted.length; i++) {
        left -= weights[this.runOf[i]!]!;
        if (left <= 1e-9) {
          return this.sorted[i]!;
        }
      }
      return Number.POSITIVE_INFINITY;
    });
  }
}

/** The ratio of two sums over runs, such as packets per publication. */
export function ratio(numerators: readonly number[], denominators: readonly number[]): Estimate {
  return estimateOf(
    numerators.length,
    (weights) => weighted(numerators, weights) / weighted(denominators, weights),
  );
}

/** @param statistic - of the runs, each counted as often as its weight says. */
function estimateOf(runs: number, statistic: (weights: Float64Array) => number): Estimate {
  const value = statistic(new Float64Array(runs).fill(1));
  if (runs < 2 || Number.isNaN(value)) {
    return { value, interval: undefined, isBound: false };
  }
  const random = SeededRandom.of(0).fork("bootstrap");
  const again = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    const weights = new Float64Array(runs);
    for (let drawn = 0; drawn < runs; drawn++) {
      weights[random.below(runs)]!++;
    }
    again[i] = statistic(weights);
  }
  const known = again.filter((statistic) => !Number.isNaN(statistic)).sort();
  const at = (share: number): number => known[Math.min(known.length - 1, Math.floor(share * known.length))]!;
  return { value, interval: { low: at(EDGE), high: at(1 - EDGE) }, isBound: false };
}

/** Merges ascending lists into one, beside the number of the list that each value is from. */
function merge(lists: readonly Float64Array[], sorted: Float64Array, listOf: Uint32Array): void {
  const queue = new BinaryHeap<number>();
  const next = new Uint32Array(lists.length);
  lists.forEach((list, i) => {
    queue.push(list[0] ?? Number.POSITIVE_INFINITY, i);
  });
  for (let i = 0; i < sorted.length; i++) {
    const list = queue.pop()!;
    sorted[i] = lists[list]![next[list]!++]!;
    listOf[i] = list;
    queue.push(lists[list]![next[list]!] ?? Number.POSITIVE_INFINITY, list);
  }
}

function weighted(values: readonly number[], weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! * weights[i]!;
  }
  return sum;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
