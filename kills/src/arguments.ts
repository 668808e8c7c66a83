import { parseArgs } from "node:util";
import type { KillsOptions } from "./kills.js";
import { SABOTAGES } from "./programs/protocol.js";

const DURABILITIES = ["power", "process"] as const;

/** What `npm run kills -- --help` prints. */
export const USAGE = `Usage: npm run kills -- [options]

Starts a member that publishes and one that reads, each on a store of its own, kills them with SIGKILL again and again,
and looks from outside at what they make of it.

  --count N                  kills of the one that publishes (default 50)
  --seed N                   of what is published, and when it is killed (default 1); processes take their time, so
                             another run with the same seed is alike, not the same
  --store DIR                keep the stores there; a new folder, or an empty one (default: a temporary folder)
  --durability NAME          ${DURABILITIES.join(" or ")}, as LevelStorage takes it (default power)
  --publications-per-life N  at the most (default: as many as it comes to)
  --sabotage NAME            a mistake that has to be noticed: ${SABOTAGES.join(", ")}
  -h, --help                 print this and leave
`;

/** What the command line asks for. @throws Error with one sentence for a person. */
export function parseArguments(argv: readonly string[]): KillsOptions & { readonly help: boolean } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      count: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      store: { type: "string" },
      durability: { type: "string", default: "power" },
      "publications-per-life": { type: "string" },
      sabotage: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const perLife = values["publications-per-life"];
  if (values.store === "") {
    throw new Error("--store takes the name of a folder.");
  }
  return {
    help: values.help,
    count: wholeNumber("--count", values.count, 1),
    seed: wholeNumber("--seed", values.seed, 0),
    store: values.store,
    durability: oneOf("--durability", DURABILITIES, values.durability),
    publicationsPerLife:
      perLife === undefined ? undefined : wholeNumber("--publications-per-life", perLife, 1),
    sabotage: values.sabotage === undefined ? undefined : oneOf("--sabotage", SABOTAGES, values.sabotage),
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`${option} is a whole number from ${least}, and not "${text}".`);
  }
  return value;
}

function oneOf<T extends string>(option: string, names: readonly T[], given: string): T {
  const found = names.find((name) => name === given);
  if (found === undefined) {
    throw new Error(`${option} is one of ${names.join(", ")}, and not "${given}".`);
  }
  return found;
}
