import { ExitCode } from "./exit-code.js";
import { type ChatOptions, runChat } from "./run-chat.js";

/**
 * Runs the chat as the process that it is in, and ends that: after the first SIGINT, SIGTERM or
 * SIGHUP as soon as it has left the group, after the second at once.
 */
export async function runProcess(
  process: NodeJS.Process,
  where: Pick<ChatOptions, "environment" | "serve"> = {},
): Promise<never> {
  const leaving = new AbortController();
  const leave = (): void => {
    if (leaving.signal.aborted) {
      process.exit(ExitCode.failed);
    }
    leaving.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, leave);
  }
  process.stdout.on("error", () => leaving.abort()); // whoever read it has gone, as `head` does
  const code = await runChat(process.argv.slice(2), { process, leaving: leaving.signal, ...where });
  // Pipes take their time, and an open standard input would keep the process.
  await new Promise((resolve) => process.stdout.write("", resolve));
  process.exit(code);
}
