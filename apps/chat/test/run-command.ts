import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { type ChatOptions, runChat } from "../src/run-chat.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with an empty standard input that is no terminal, in a home of its own. */
export async function runCommand(
  argv: readonly string[],
  options: Partial<Omit<ChatOptions, "process">> = {},
): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const home = await mkdtemp(join(tmpdir(), "svs-home-"));
  const code = await runChat(argv, {
    home,
    process: {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
      env: {},
    },
    leaving: new AbortController().signal,
    ...options,
  });
  await rm(home, { recursive: true });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}
