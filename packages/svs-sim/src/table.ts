import type { Figure } from "./figures.js";
import type { Estimate } from "./statistics.js";

/** A column of the table: what was run, and what came of it. */
export interface Column {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** Figures beside each other, as text. */
export function table(columns: readonly Column[]): string {
  const names = [...new Set(columns.flatMap(({ figures }) => figures.map(({ name }) => name)))];
  const rows = [
    ["", ...columns.map(({ title }) => title)],
    ...names.map((name) => [
      name,
      ...columns.map(({ figures }) => {
        const figure = figures.find((candidate) => candidate.name === name);
        return figure === undefined ? "-" : cell(figure);
      }),
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join("  "),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function cell({ estimate, unit }: Figure): string {
  const hasUnit = unit !== "" && Number.isFinite(estimate.value);
  return `${estimateText(estimate)}${hasUnit ? ` ${unit}` : ""}`;
}

function estimateText({ value, interval, isBound }: Estimate): string {
  const bound = isBound ? "≥ " : "";
  const spread = interval === undefined ? "" : ` [${number(interval.low)}, ${number(interval.high)}]`;
  return `${bound}${number(value)}${spread}`;
}

/** Three digits that matter, and no exponent. */
function number(value: number): string {
  if (!Number.isFinite(value)) {
    return "never";
  }
  const decimals =
    value === 0 || Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 3));
}
