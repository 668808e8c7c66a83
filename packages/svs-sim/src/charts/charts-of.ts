import type { Spec } from "vega";
import type { Latencies, RunResult } from "../run-result.js";
import { type Estimate, PooledLatencies } from "../statistics.js";
import { barChart } from "./bar-chart.js";
import { lineChart, type Point } from "./line-chart.js";

/** Runs of one variant of a scenario. */
export interface ChartedRuns {
  readonly title: string;
  /** What the sweep set, if there was one and it is a number. */
  readonly swept: number | undefined;
  /** Which line of a chart over the sweep this belongs to. */
  readonly line: string;
  readonly runs: readonly RunResult[];
}

/** A chart and the name of its file, without ending. */
export interface Chart {
  readonly name: string;
  readonly spec: Spec;
}

/** Points of a distribution at the most: more would not be seen. */
const CDF_POINTS = 400;

/** Where an axis spans more than this factor it is logarithmic. */
const WIDE = 20;

/**
 * The charts that there is something to see in.
 * @param sweptPath - the path that the sweep set.
 */
export function chartsOf(variants: readonly ChartedRuns[], sweptPath: string | undefined): Chart[] {
  const charts = [
    distribution("latency-known", "Publish to known", variants, ({ known }) => [known]),
    distribution("latency-delivered", "Publish to delivered", variants, ({ delivered }) => delivered ?? []),
    distribution("recovery", "What was missing at the end of a partition", variants, ({ recoveries }) =>
      recoveries.map(({ missing }) => missing),
    ),
    syncInterests(variants),
    suppressed(variants),
    octets(variants),
    ...(sweptPath === undefined ? [] : overSweep(variants, sweptPath)),
  ];
  return charts.filter((chart) => chart !== undefined);
}

function distribution(
  name: string,
  title: string,
  variants: readonly ChartedRuns[],
  latenciesOf: (run: RunResult) => Latencies | readonly Latencies[],
): Chart | undefined {
  const points = variants.flatMap(({ title: line, runs }) => {
    const pooled = new PooledLatencies(runs.flatMap(latenciesOf));
    return cdf(pooled).map(({ x, y }): Point => ({ line, x, y }));
  });
  if (points.length === 0) {
    return undefined;
  }
  const spec = lineChart({
    title,
    x: "milliseconds",
    y: "share of publications and members",
    logarithmic: isWide(points),
    steps: true,
    yDomain: [0, 1],
    points,
  });
  return { name, spec };
}

function cdf(latencies: PooledLatencies): { x: number; y: number }[] {
  const { values, count } = latencies;
  const step = Math.max(1, Math.floor(values.length / CDF_POINTS));
  const points: { x: number; y: number }[] = [];
  for (let i = 0; i < values.length; i += step) {
    points.push({ x: values[i]!, y: (i + 1) / count });
  }
  if (values.length > 0) {
    points.push({ x: values[values.length - 1]!, y: values.length / count });
  }
  return points;
}

function isWide(points: readonly Point[]): boolean {
  const xs = points.map(({ x }) => x);
  const least = Math.min(...xs);
  return least > 0 && Math.max(...xs) / least > WIDE;
}

function syncInterests(variants: readonly ChartedRuns[]): Chart {
  const parts = variants.flatMap(({ title: bar, runs }) => {
    const publications = sumOf(runs, (run) => run.publications);
    const causes = [...new Set(runs.flatMap(({ sent }) => [...sent.keys()]))].sort();
    return causes.map((part) => ({
      bar,
      part,
      value: publications === 0 ? 0 : sumOf(runs, ({ sent }) => sent.get(part) ?? 0) / publications,
    }));
  });
  const spec = barChart({ title: "Sync Interests by cause", y: "per publication", parts });
  return { name: "sync-interests", spec };
}

function suppressed(variants: readonly ChartedRuns[]): Chart | undefined {
  const parts = variants.flatMap(({ title: bar, runs }) => {
    const suppressions = sumOf(runs, (run) => run.suppressions ?? 0);
    const replies = sumOf(runs, ({ sent }) => sent.get("suppression") ?? 0);
    return suppressions === 0 ? [] : { bar, part: "suppressed", value: 1 - replies / suppressions };
  });
  const spec = barChart({ title: "Replies suppressed", y: "share of members in suppression", parts });
  return parts.length === 0 ? undefined : { name: "suppressed", spec };
}

function octets(variants: readonly ChartedRuns[]): Chart {
  const parts = variants.flatMap(({ title: bar, runs }) =>
    [
      { bar, part: "Sync Interests", value: sumOf(runs, (run) => run.octets.syncInterests) / runs.length },
      {
        bar,
        part: "Interests for Data",
        value: sumOf(runs, (run) => run.octets.dataInterests) / runs.length,
      },
      { bar, part: "Data", value: sumOf(runs, (run) => run.octets.data) / runs.length },
    ].filter(({ value }) => value > 0),
  );
  return {
    name: "octets",
    spec: barChart({ title: "Octets that members sent", y: "octets per run", parts }),
  };
}

/** Latency against what the sweep set. */
function overSweep(variants: readonly ChartedRuns[], path: string): (Chart | undefined)[] {
  const chart = (
    name: string,
    title: string,
    latenciesOf: (run: RunResult) => Latencies | undefined,
  ): Chart | undefined => {
    const points = variants.flatMap(({ swept: x, line, runs }): Point[] => {
      const latencies = runs.flatMap((run) => latenciesOf(run) ?? []);
      if (x === undefined || latencies.length === 0) {
        return [];
      }
      const pooled = new PooledLatencies(latencies);
      return [
        pointAt(x, `${line}, mean`, pooled.mean()),
        pointAt(x, `${line}, p99`, pooled.quantile(0.99)),
      ].filter(({ y }) => Number.isFinite(y));
    });
    const spec = lineChart({ title: `${title} against ${path}`, x: path, y: "milliseconds", points });
    return points.length === 0 ? undefined : { name, spec };
  };
  const against = path.replaceAll(/[^\w-]/g, "-");
  return [
    chart(`known-against-${against}`, "Publish to known", ({ known }) => known),
    chart(`delivered-against-${against}`, "Publish to delivered", ({ delivered }) => delivered),
  ];
}

function pointAt(x: number, line: string, { value, interval }: Estimate): Point {
  const bounded = interval !== undefined && Number.isFinite(interval.high);
  return {
    line,
    x,
    y: value,
    low: bounded ? interval.low : undefined,
    high: bounded ? interval.high : undefined,
  };
}

function sumOf(runs: readonly RunResult[], value: (run: RunResult) => number): number {
  return runs.reduce((sum, run) => sum + value(run), 0);
}
