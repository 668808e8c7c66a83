import * as readline from "node:readline";
import type { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { parseChatName } from "./chat-name.js";
import type { ChatProcess } from "./chat-process.js";

/**
 * Asks at the terminal for a name, until it is a usable one.
 * @returns `undefined` if the user would rather leave.
 */
export async function askName(
  { stdin, stdout }: ChatProcess,
  leaving: AbortSignal,
): Promise<Name | undefined> {
  const editor = readline.createInterface({ input: stdin, output: stdout, terminal: true, historySize: 0 });
  const left = new Promise<undefined>((resolve) => {
    const leave = (): void => {
      resolve(undefined);
    };
    editor.once("SIGINT", leave);
    editor.once("close", leave);
    leaving.addEventListener("abort", leave, { once: true });
  });
  try {
    for (;;) {
      const answer = await Promise.race([
        left,
        new Promise<string>((resolve) => editor.question("Your name: ", resolve)),
      ]);
      if (answer === undefined) {
        stdout.write("\n");
        return undefined;
      }
      try {
        return parseChatName(answer, "name", "alice");
      } catch (error) {
        if (!SvsError.is(error)) {
          throw error;
        }
        stdout.write(`${error.message}\n`);
      }
    }
  } finally {
    editor.close();
  }
}
