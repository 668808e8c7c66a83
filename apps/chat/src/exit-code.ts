import { SvsError } from "@svs/core";

/** What the process says to the one who started it. */
export const ExitCode = {
  /** The chat was left on purpose. */
  left: 0,
  /** Something outside did not work: no forwarder, no permission. */
  failed: 1,
  /** What was asked for makes no sense: a wrong option, an unusable name. */
  usage: 2,
} as const;

/** The exit code for an error that ends the chat. */
export function exitCodeOf(error: unknown): number {
  return SvsError.is(error, "invalid-argument") ? ExitCode.usage : ExitCode.failed;
}
