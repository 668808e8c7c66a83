import { shownName } from "./chat-name.js";
import { printableText } from "./printable-text.js";
import type { RecalledMessage } from "./recall.js";
import { textRows } from "./text-rows.js";

/** Rows for what comes below: the rule, some notices, and the line to type on. */
const ROWS_BELOW = 4;

/** Between what was there before and what is new. */
const RULE = "\u2500\u2500 new from here \u2500\u2500";

/**
 * What is shown again at a terminal, a screenful at the most, and a rule below it; nothing if there is nothing.
 * @returns lines without colours, safe to print.
 */
export function recalledLines(
  messages: readonly RecalledMessage[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const lines: string[] = [];
  let left = rows - ROWS_BELOW;
  for (const { own, node, text } of messages.toReversed()) {
    const line = `${own ? "YOU" : shownName(node)}: ${printableText(text)}`;
    left -= textRows(line, columns) ?? Math.ceil((2 * line.length) / columns);
    if (left < 0) {
      break;
    }
    lines.unshift(line);
  }
  return lines.length === 0 ? [] : [...lines, RULE];
}
