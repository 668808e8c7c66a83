import { writeFileSync } from "node:fs";

/** One measured figure, as `--json FILE` writes it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure of what it is compared with, in the same unit, from the same run. */
  readonly peer?: number;
  /** How many times better than the peer. */
  readonly ratio?: number;
  /** Likewise of further implementations, or why there is none. */
  readonly others?: readonly { readonly title: string; readonly value: number | string }[];
}

function round(value: number): string {
  if (value >= 100) {
    return Math.round(value).toLocaleString("en-US");
  }
  return value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}

/** Over the figures, and over what they are compared with. */
export type Titles = readonly [ours: string, peer: string];

/** Head and rows of a table; the first cell of each is a title. */
function cells(figures: readonly Figure[], titles: Titles): string[][] {
  const further = [...new Set(figures.flatMap(({ others = [] }) => others.map(({ title }) => title)))];
  const rows = figures.map(({ name, value, unit, peer: other, ratio, others = [] }) => [
    name,
    `${round(value)} ${unit}`,
    other === undefined ? "" : `${round(other)} ${unit}`,
    ratio === undefined ? "" : `${round(ratio)}x`,
    ...further.map((title) => {
      const found = others.find((each) => each.title === title)?.value ?? "";
      return typeof found === "number" ? `${round(found)} ${unit}` : found;
    }),
  ]);
  return [["", ...titles, "ratio", ...further], ...rows];
}

/** A table for people. */
export function table(figures: readonly Figure[], titles: Titles): string {
  const all = cells(figures, titles);
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

/** {@link table}, in Markdown. */
export function markdownTable(figures: readonly Figure[], titles: Titles): string {
  const all = cells(figures, titles);
  const [head, ...rows] = all.map((row) => `| ${row.join(" | ")} |`);
  const rule = `| --- |${" --: |".repeat(all[0]!.length - 1)}`;
  return [head, rule, ...rows].join("\n");
}

export function writeJson(file: string, figures: readonly Figure[]): void {
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}
