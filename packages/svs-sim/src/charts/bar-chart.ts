import type { Spec } from "vega";
import { COLOURS, FRAME } from "./render.js";

/** A part of a bar. */
export interface BarPart {
  readonly bar: string;
  readonly part: string;
  readonly value: number;
}

export interface BarChart {
  readonly title: string;
  readonly y: string;
  /** The parts of a bar stand on each other, in this order. */
  readonly parts: readonly BarPart[];
}

/** Bars side by side, each of parts. */
export function barChart({ title, y, parts }: BarChart): Spec {
  const isDivided = new Set(parts.map(({ part }) => part)).size > 1;
  return {
    ...FRAME,
    title: { text: title, anchor: "start" },
    data: [
      {
        name: "parts",
        values: [...parts],
        transform: [{ type: "stack", groupby: ["bar"], field: "value" }],
      },
    ],
    scales: [
      { name: "x", type: "band", domain: { data: "parts", field: "bar" }, range: "width", padding: 0.3 },
      {
        name: "y",
        type: "linear",
        domain: { data: "parts", field: "y1" },
        range: "height",
        nice: true,
        zero: true,
      },
      { name: "colour", type: "ordinal", domain: { data: "parts", field: "part" }, range: COLOURS },
    ],
    axes: [
      { orient: "bottom", scale: "x" },
      { orient: "left", scale: "y", title: y, grid: true },
    ],
    legends: isDivided ? [{ fill: "colour", orient: "right" }] : [],
    marks: [
      {
        type: "rect",
        from: { data: "parts" },
        encode: {
          enter: {
            x: { scale: "x", field: "bar" },
            width: { scale: "x", band: 1 },
            y: { scale: "y", field: "y0" },
            y2: { scale: "y", field: "y1" },
            fill: { scale: "colour", field: "part" },
          },
        },
      },
    ],
  };
}
