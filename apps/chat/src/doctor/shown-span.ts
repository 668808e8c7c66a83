import type { Millis } from "@svs/core";

const UNITS: readonly (readonly [Millis, string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** A span of time in its largest unit, cut, but for less than ten seconds: "2 d", "7 min", "0.5 s", "0.3 ms". */
export function shownSpan(span: Millis): string {
  if (span < 100) {
    return `${Number(span.toPrecision(2))} ms`;
  }
  if (span < 10_000) {
    return `${Number((span / 1000).toFixed(1))} s`;
  }
  const [size, unit] = UNITS.find(([length]) => span >= length)!;
  return `${Math.floor(span / size)} ${unit}`;
}
