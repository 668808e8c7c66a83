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
}

function round(value: number): string {
  if (value >= 100) {
    return Math.round(value).toLocaleString("en-US");
  }
  return value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}

/** A table for people. @param titles - of the figures, and of what they are compared with. */
export function table(figures: readonly Figure[], titles: readonly [string, string]): string {
  const rows = figures.map(({ name, value, unit, peer: other, ratio }) => [
    name,
    `${round(value)} ${unit}`,
    other === undefined ? "" : `${round(other)} ${unit}`,
    ratio === undefined ? "" : `${round(ratio)}x`,
  ]);
  const all = [["", ...titles, "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

export function writeJson(file: string, figures: readonly Figure[]): void {
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}
