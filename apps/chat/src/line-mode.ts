import { once } from "node:events";
import * as readline from "node:readline";
import { shownName } from "./chat-name.js";
import type { ChatMessage } from "./chat-room.js";
import { aborted, type ChatSession, tellInStep } from "./chat-session.js";
import { printableText } from "./printable-text.js";

/**
 * Talks without drawing: every line of standard input is said, every message is one line on
 * standard output. At the end of the input it waits until the others have what was said,
 * and what they said before is here.
 */
export async function talkInLines(session: ChatSession): Promise<void> {
  const { process, log, leaving } = session;
  const { stdin, stdout } = process;
  const show = async (name: string, text: string): Promise<void> => {
    if (!stdout.write(`${name}: ${printableText(text)}\n`)) {
      await once(stdout, "drain", { signal: leaving }).catch(() => undefined); // leaving: nobody reads
    }
  };
  await using room = await session.open({
    onMessage: ({ from, text }: ChatMessage) => show(shownName(from), text),
    onFetched: () => undefined,
    signal: leaving,
  });
  void tellInStep(room, log);

  const lines = readline.createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const talk = async (): Promise<void> => {
    for await (const line of lines) {
      await room.say(line);
      await show("YOU", line);
    }
    const farewell = await room.farewell({ history: true });
    if (farewell === "alone") {
      log.warn("Nobody else was there to hear what was said.");
    } else if (farewell === "unfetched") {
      log.warn("Somebody is there, and nobody has fetched the last of what was said.");
    }
  };
  try {
    await Promise.race([talk(), aborted(leaving), room.finished]);
  } finally {
    lines.close();
  }
}
