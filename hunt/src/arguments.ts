import { parseArgs } from "node:util";
import { MUTANTS, type Mutant } from "./mutants.js";

/** What the command line asks for. */
export interface HuntArguments {
  readonly help: boolean;
  readonly seeds: number;
  readonly from: number;
  /** Every one of them, to see that it is caught; none: the sources as they are. */
  readonly mutants: readonly Mutant[];
}

/** What `npm run hunt -- --help` prints. */
export const USAGE = `Usage: npm run hunt -- [options]

Draws members, a network and its faults from each seed, runs them twice in virtual time, and looks
after every event whether all invariants hold. What breaks one is printed with its seed and its plan.

  --seeds N        how many seeds (default 1 000)
  --from SEED      the first one (default 1); --from SEED --seeds 1 repeats one
  --mutant NAME    hunts in sources that are broken on purpose, until it is caught; "all" tries each
  -h, --help       print this and leave

Mutants:
${MUTANTS.map(({ name, breaks }) => `  ${name} (${breaks})\n`).join("")}`;

/** @throws Error with one sentence for a person. */
export function parseArguments(argv: readonly string[]): HuntArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: "string" },
      from: { type: "string" },
      mutant: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  return {
    help: values.help ?? false,
    seeds: wholeNumber("--seeds", values.seeds ?? (values.mutant === undefined ? "1000" : "200"), 1),
    from: wholeNumber("--from", values.from ?? "1", 0),
    mutants: values.mutant === undefined ? [] : mutantsNamed(values.mutant),
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`${option} is a whole number from ${least}, and not "${text}".`);
  }
  return value;
}

function mutantsNamed(name: string): readonly Mutant[] {
  const found = name === "all" ? MUTANTS : MUTANTS.filter((mutant) => mutant.name === name);
  if (found.length === 0) {
    throw new Error(`There is no mutant "${name}"; --help lists them.`);
  }
  return found;
}
