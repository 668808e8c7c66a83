import type { ChatProcess } from "./chat-process.js";
import type { LogSink } from "./log.js";
import { noticeLine } from "./notice-line.js";
import { Style } from "./style.js";

/** Notices as lines of standard error. @param onTerminal - whether a person reads them among other lines. */
export function plainSink(
  { stderr, env }: Pick<ChatProcess, "stderr" | "env">,
  onTerminal: boolean,
): LogSink {
  const style = Style.for(stderr, env);
  return (level, sentence) => {
    stderr.write(`${onTerminal ? noticeLine(style, level, sentence) : `svs-chat: ${sentence}`}\n`);
  };
}
