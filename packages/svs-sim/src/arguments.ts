import { parseArgs } from "node:util";
import { SvsError } from "@svs/core";

/** What the command line asks for. */
export interface Arguments {
  /** Name of a preset, or file. */
  readonly scenario: string;
  readonly level: "machine" | "stack";
  readonly seed: number;
  /** How many seeds, counting up from that one. */
  readonly seeds: number;
  /** Values of the scenario that differ, by path. */
  readonly settings: readonly Setting[];
  /** Runs the scenario beside itself with what was specified only. */
  readonly compare: boolean;
  /** One column for each value. */
  readonly sweep: Sweep | undefined;
  /** Folder of the files; `undefined` for none. Default: beside the others, named after the scenario. */
  readonly out: string | undefined | "default";
  readonly plot: boolean;
  readonly pcap: boolean;
}

/** One value of a scenario, by its path, as in `timers.suppression`. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
}

/** Values to be tried for one path. */
export interface Sweep {
  readonly path: string;
  readonly values: readonly unknown[];
}

export const USAGE = `Usage: svs-sim SCENARIO [OPTION…]

SCENARIO is the name of one that comes along (svs-sim --list), or a file: JSON, or a module whose default
export is the scenario.

  --level machine|stack  protocol machines alone, for large runs (default), or the whole stack with Data
  --seed N               the seed (default 1)
  --seeds N              so many seeds, counting up; figures get 95 % intervals over them
  --set PATH=VALUE       another value in the scenario, as in --set loss=0.1 or --set timers.suppression=500
  --sweep PATH=V,V,…     the scenario with each of these values, beside each other
  --compare specified    beside it, the same with the specified timers and nothing else
  --out DIR              where trace, summary and charts go (default svs-sim-results/SCENARIO)
  --no-files             writes no files
  --plot                 draws charts (SVG)
  --pcap                 writes the packets of the first seed for a packet analyser
  --list                 names the scenarios that come along
  --help                 this
  --version              prints the version
`;

/**
 * Reads the command line.
 * @returns what is asked for, or what to print instead of a run.
 * @throws SvsError `invalid-argument`, with a sentence on what is wrong.
 */
export function readArguments(args: readonly string[]): Arguments | "help" | "list" | "version" {
  const { values, positionals } = parse(args);
  if (values.help) {
    return "help";
  }
  if (values.version) {
    return "version";
  }
  if (values.list) {
    return "list";
  }
  const [scenario, ...rest] = positionals;
  if (scenario === undefined || rest.length > 0) {
    throw wrong(
      `Name one scenario, and not ${positionals.length}: svs-sim --list names those that come along.`,
    );
  }
  const { level = "machine", compare } = values;
  if (level !== "machine" && level !== "stack") {
    throw wrong(`--level must be machine or stack, and is ${level}.`);
  }
  if (compare !== undefined && compare !== "specified") {
    throw wrong(`--compare must be specified, and is ${compare}.`);
  }
  if (values["no-files"] && (values.out !== undefined || values.plot || values.pcap)) {
    throw wrong("--no-files goes with none of --out, --plot and --pcap.");
  }
  return {
    scenario,
    level,
    seed: wholeNumber("--seed", values.seed, 0) ?? 1,
    seeds: wholeNumber("--seeds", values.seeds, 1) ?? 1,
    settings: (values.set ?? []).map(readSetting),
    compare: compare !== undefined,
    sweep: values.sweep === undefined ? undefined : readSweep(values.sweep),
    out: values["no-files"] ? undefined : (values.out ?? "default"),
    plot: values.plot ?? false,
    pcap: values.pcap ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        level: { type: "string" },
        seed: { type: "string" },
        seeds: { type: "string" },
        set: { type: "string", multiple: true },
        sweep: { type: "string" },
        compare: { type: "string" },
        out: { type: "string" },
        "no-files": { type: "boolean" },
        plot: { type: "boolean" },
        pcap: { type: "boolean" },
        list: { type: "boolean" },
        help: { type: "boolean" },
        version: { type: "boolean" },
      },
    });
  } catch (cause) {
    throw wrong((cause as Error).message, cause);
  }
}

function readSetting(text: string): Setting {
  const { path, value } = splitAtEquals("--set", text);
  return { path, value: parsedValue(value) };
}

function readSweep(text: string): Sweep {
  const { path, value } = splitAtEquals("--sweep", text);
  return { path, values: value.split(",").map(parsedValue) };
}

function splitAtEquals(option: string, text: string): { path: string; value: string } {
  const at = text.indexOf("=");
  if (at <= 0) {
    throw wrong(`${option} must be as in ${option} loss=0.1, and is ${text}.`);
  }
  return { path: text.slice(0, at), value: text.slice(at + 1) };
}

/** JSON where it is that, and a text otherwise. */
function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw wrong(`${option} must be a whole number from ${least}, and is ${text}.`);
  }
  return value;
}

function wrong(message: string, cause?: unknown): SvsError {
  return new SvsError("invalid-argument", message, { cause });
}
