import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** How a program ended and what it wrote. */
export interface Ended {
  /** The exit status; `null` if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is run with. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which it is ended; 120 000 by default. */
  readonly timeout?: number;
}

/** Runs a program to its end with nothing on standard input. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  const { cwd, env = {}, timeout = 120_000 } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout,
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status, stdout, stderr };
}

/**
 * Runs a program that is expected to succeed.
 * @throws Error with all that it wrote if it does not.
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  const ended = await runCommand(command, args, options);
  if (ended.status !== 0) {
    throw new Error(`${command} ${args.join(" ")}: status ${ended.status}\n${ended.stdout}${ended.stderr}`);
  }
  return ended;
}
