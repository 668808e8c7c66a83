import * as readline from "node:readline";
import type { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { parseChatName, shownName } from "./chat-name.js";
import type { ChatProcess } from "./chat-process.js";

/** What to ask for a name with. */
export interface NameQuestion<T> {
  /** The first is taken for an empty answer; the next one, when that has been refused. */
  readonly offered: readonly Name[];
  /**
   * Takes a name, and gives what it is asked for.
   * @throws SvsError `store-in-use` if another one is to be asked for.
   */
  take(node: Name): Promise<T>;
}

/**
 * Asks at the terminal for a name, until it is a usable one.
 * @returns `undefined` if the user would rather leave.
 * @throws what `take` throws.
 */
export async function askName<T>(
  { stdin, stdout }: ChatProcess,
  leaving: AbortSignal,
  { offered, take }: NameQuestion<T>,
): Promise<T | undefined> {
  const editor = readline.createInterface({ input: stdin, output: stdout, terminal: true, historySize: 0 });
  const left = new Promise<undefined>((resolve) => {
    const leave = (): void => {
      resolve(undefined);
    };
    editor.once("SIGINT", leave);
    editor.once("close", leave);
    leaving.addEventListener("abort", leave, { once: true });
  });
  const offers = [...offered];
  try {
    for (;;) {
      const [offer] = offers;
      const question = offer ? `Your name [${shownName(offer)}]: ` : "Your name: ";
      const answer = await Promise.race([
        left,
        new Promise<string>((resolve) => editor.question(question, resolve)),
      ]);
      if (answer === undefined) {
        stdout.write("\n");
        return undefined;
      }
      editor.pause(); // what is typed meanwhile is not the answer
      try {
        if (offer && answer.trim() === "") {
          offers.shift();
          return await take(offer);
        }
        return await take(parseChatName(answer, "name", "alice"));
      } catch (error) {
        if (!SvsError.is(error, "invalid-argument") && !SvsError.is(error, "store-in-use")) {
          throw error;
        }
        stdout.write(`${error.message}\n`);
      }
    }
  } finally {
    editor.close();
  }
}
