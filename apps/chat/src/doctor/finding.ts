import { printableText } from "../printable-text.js";
import type { Style } from "../style.js";

/**
 * - `ok`: it works;
 * - `note`: it cannot be told, or is as it may be;
 * - `warning`: something will not work for somebody;
 * - `failed`: the chat does not work.
 */
export type Verdict = "ok" | "note" | "warning" | "failed";

/** One thing that was looked at. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was found and, where it is not well, what to do: not fit for a terminal yet. */
  readonly sentence: string;
}

const LOOKS = { ok: "tick", note: "dim", warning: "warn", failed: "error" } as const;
const WIDTH = Math.max(...Object.keys(LOOKS).map((verdict) => verdict.length));

/** A finding as it is printed, without the end of the line. */
export function findingLine(style: Style, { verdict, sentence }: Finding): string {
  return `${style.apply(LOOKS[verdict], verdict.padEnd(WIDTH))}  ${printableText(sentence)}`;
}
