import type { LogLevel } from "./log-level.js";
import type { Style } from "./style.js";

/** A notice as it stands among the messages of a terminal. */
export function noticeLine(style: Style, level: LogLevel, sentence: string): string {
  switch (level) {
    case "error":
      return style.apply("error", `! ${sentence}`);
    case "warn":
      return style.apply("warn", `! ${sentence}`);
    default:
      return style.apply("dim", `\u00b7 ${sentence}`);
  }
}
