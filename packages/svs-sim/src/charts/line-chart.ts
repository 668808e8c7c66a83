import type { Mark, Spec } from "vega";
import { COLOURS, FRAME } from "./render.js";

/** A place that a line goes through. */
export interface Point {
  readonly line: string;
  readonly x: number;
  readonly y: number;
  /** 95 % interval of `y`. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logarithmic?: boolean | undefined;
  /** Levels up to the next point, as distributions have, instead of straight lines. */
  readonly steps?: boolean | undefined;
  /** Ends of the y axis. Default: from 0 to what there is. */
  readonly yDomain?: readonly [number, number] | undefined;
  readonly points: readonly Point[];
}

/** Lines, each with its name in the legend, and the intervals of their points where they have some. */
export function lineChart(chart: LineChart): Spec {
  const { title, x, y, logarithmic = false, steps = false, yDomain, points } = chart;
  const at = (channel: "x" | "y", field: string) => ({ scale: channel, field });
  const colour = { scale: "colour", field: "line" };
  const line: Mark = {
    type: "line",
    from: { data: "line" },
    encode: {
      enter: {
        x: at("x", "x"),
        y: at("y", "y"),
        stroke: colour,
        strokeWidth: { value: 2 },
        strokeDash: { scale: "dash", field: "line" },
        interpolate: { value: steps ? "step-after" : "linear" },
      },
    },
  };
  const dot: Mark = {
    type: "symbol",
    from: { data: "points" },
    encode: { enter: { x: at("x", "x"), y: at("y", "y"), fill: colour, size: { value: 36 } } },
  };
  const interval: Mark = {
    type: "rule",
    from: { data: "intervals" },
    encode: { enter: { x: at("x", "x"), y: at("y", "low"), y2: at("y", "high"), stroke: colour } },
  };
  const highest = Math.max(0, ...points.map((point) => Math.max(point.y, point.high ?? point.y)));
  return {
    ...FRAME,
    title: { text: title, anchor: "start" },
    data: [
      { name: "points", values: [...points] },
      { name: "intervals", values: points.filter(({ low }) => low !== undefined) },
    ],
    scales: [
      {
        name: "x",
        type: logarithmic ? "log" : "linear",
        domain: { data: "points", field: "x" },
        range: "width",
        zero: false,
        nice: true,
      },
      { name: "y", type: "linear", domain: [...(yDomain ?? [0, highest])], range: "height", nice: true },
      { name: "colour", type: "ordinal", domain: { data: "points", field: "line" }, range: COLOURS },
      {
        name: "dash",
        type: "ordinal",
        domain: { data: "points", field: "line" },
        range: [[], [6, 3], [2, 2], [8, 2, 2, 2]],
      },
    ],
    axes: [
      { orient: "bottom", scale: "x", title: x, grid: true, labelOverlap: true, format: "~r" },
      { orient: "left", scale: "y", title: y, grid: true },
    ],
    legends: [{ stroke: "colour", strokeDash: "dash", symbolType: "stroke", orient: "right" }],
    marks: [
      {
        type: "group",
        from: { facet: { name: "line", data: "points", groupby: "line" } },
        marks: [line],
      },
      ...(steps ? [] : [interval, dot]),
    ],
  };
}
