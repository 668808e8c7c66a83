import type { SendCause } from "@svs/core";
import type { Latencies, Recovery, RunResult } from "./run-result.js";
import { type Estimate, PooledLatencies, ratio } from "./statistics.js";

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly estimate: Estimate;
}

/** Shares of the latency distributions that the table has. */
const QUANTILES: readonly (readonly [string, number])[] = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
  ["max", 1],
];

/** The figures of runs of one scenario under several seeds. */
export function figuresOf(runs: readonly RunResult[]): Figure[] {
  const of = (value: (run: RunResult) => number): number[] => runs.map(value);
  const publications = of((run) => run.publications);
  const perRun = of(() => 1);
  const figures: Figure[] = [
    { name: "publications per run", unit: "", estimate: ratio(publications, perRun) },
    ...latencyFigures("known", new PooledLatencies(runs.map((run) => run.known))),
  ];
  if (runs.every((run) => run.delivered !== undefined)) {
    figures.push(...latencyFigures("delivered", new PooledLatencies(runs.map((run) => run.delivered!))));
  }
  for (const cause of causesOf(runs)) {
    const estimate = ratio(
      of((run) => run.sent.get(cause) ?? 0),
      publications,
    );
    figures.push({ name: `Sync Interests per publication, ${cause}`, unit: "", estimate });
  }
  figures.push(
    {
      name: "re-announcements per busy second",
      unit: "",
      estimate: ratio(
        of((run) => run.busy.announcements),
        of((run) => run.busy.time / 1000),
      ),
    },
    {
      name: "re-announcements per quiet minute",
      unit: "",
      estimate: ratio(
        of((run) => run.quiet.announcements),
        of((run) => run.quiet.time / 60_000),
      ),
    },
  );
  figures.push(...suppressionFigures(runs));
  if (runs.some((run) => run.recoveries.length > 0)) {
    const whole = new PooledLatencies(runs.flatMap((run) => run.recoveries.map(lastOf)));
    figures.push({ name: "recovery of all after a partition, mean", unit: "ms", estimate: whole.mean() });
  }
  for (const [name, kind] of OCTETS) {
    const octets = of((run) => run.octets[kind]);
    if (sum(octets) > 0) {
      figures.push({ name: `octets sent per run, ${name}`, unit: "", estimate: ratio(octets, perRun) });
    }
  }
  figures.push(
    {
      name: "deliveries per run",
      unit: "",
      estimate: ratio(
        of((run) => run.deliveries),
        perRun,
      ),
    },
    {
      name: "deliveries per second of one core",
      unit: "/s",
      estimate: ratio(
        of((run) => run.deliveries),
        of((run) => run.cpuSeconds),
      ),
    },
  );
  return figures.filter(({ estimate }) => !Number.isNaN(estimate.value));
}

function* suppressionFigures(runs: readonly RunResult[]): Generator<Figure> {
  const suppressions = runs.map((run) => run.suppressions ?? Number.NaN);
  const replies = runs.map((run) => run.sent.get("suppression") ?? 0);
  const repairs = runs.map((run) => run.repairs?.length ?? Number.NaN);
  const unanswered = suppressions.map((count, i) => 100 * (count - replies[i]!));
  yield { name: "replies suppressed", unit: "%", estimate: ratio(unanswered, suppressions) };
  const perRun = runs.map(() => 1);
  yield { name: "repairs per run", unit: "", estimate: ratio(repairs, perRun) };
  const copies = runs.map((run) => sum(run.repairs ?? []));
  yield { name: "copies per repair", unit: "", estimate: ratio(copies, repairs) };
}

/** When the last of what was missing was known. */
function lastOf({ missing: { values, never } }: Recovery): Latencies {
  return never.length > 0
    ? { values: new Float64Array(), never: never.subarray(0, 1) }
    : { values: Float64Array.of(values.reduce((last, value) => Math.max(last, value), 0)), never };
}

const OCTETS = [
  ["Sync Interests", "syncInterests"],
  ["Interests for Data", "dataInterests"],
  ["Data", "data"],
] as const;

function* latencyFigures(what: string, latencies: PooledLatencies): Generator<Figure> {
  const never = 100 * (latencies.never / latencies.count);
  yield { name: `publish to ${what}, mean`, unit: "ms", estimate: latencies.mean() };
  for (const [name, q] of QUANTILES) {
    yield { name: `publish to ${what}, ${name}`, unit: "ms", estimate: latencies.quantile(q) };
  }
  yield {
    name: `never ${what} within the run`,
    unit: "%",
    estimate: { value: never, interval: undefined, isBound: false },
  };
}

function causesOf(runs: readonly RunResult[]): SendCause[] {
  return [...new Set(runs.flatMap(({ sent }) => [...sent.keys()]))].sort();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
