import type { Column } from "./table.js";

/** The columns of a summary, in order. */
const HEADER = ["variant", "seeds", "level", "figure", "unit", "value", "low", "high", "is_bound"] as const;

/**
 * Figures as comma-separated values, one a line. `value` is empty where it is beyond what the run can
 * tell; `low` and `high` are empty for a single seed; `is_bound` says that the value is a lower bound.
 */
export function csv(columns: readonly Column[], seeds: number, level: string): string {
  const lines = columns.flatMap(({ title, figures }) =>
    figures.map(({ name, unit, estimate: { value, interval, isBound } }) =>
      [title, seeds, level, name, unit, value, interval?.low, interval?.high, isBound].map(cell).join(","),
    ),
  );
  return [HEADER.join(","), ...lines].map((line) => `${line}\n`).join("");
}

function cell(value: string | number | boolean | undefined): string {
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) {
    return "";
  }
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
