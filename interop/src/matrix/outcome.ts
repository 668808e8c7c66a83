import process from "node:process";
import { NotInstalled } from "../not-installed.js";

/** What became of something that was tried. */
export type Outcome =
  | { readonly is: "passed" }
  | { readonly is: "failed"; readonly why: string }
  /** It could not be tried here: something is not installed. */
  | { readonly is: "not-run"; readonly why: string }
  /** There is no such thing with this implementation. */
  | { readonly is: "not-for"; readonly why: string };

/** Says what became of something; that there is no such thing goes without saying. */
export function say(outcome: Outcome, what: string): void {
  if (outcome.is !== "not-for") {
    const why = outcome.is === "passed" ? "" : `\n  ${outcome.why.replaceAll("\n", "\n  ")}`;
    process.stdout.write(`${outcome.is.padEnd(8)}${what}${why}\n`);
  }
}

/** Tries it. With `SVS_PEERS=required`, what is not installed has failed. */
export async function outcomeOf(attempt: () => Promise<void>): Promise<Outcome> {
  try {
    await attempt();
    return { is: "passed" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const { SVS_PEERS } = process.env;
    return { is: error instanceof NotInstalled && SVS_PEERS !== "required" ? "not-run" : "failed", why };
  }
}
