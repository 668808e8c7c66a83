import type { Name } from "@ndn/packet";
import type { Millis } from "@svs/core";
import { CommandLine, DEFAULT_GROUP } from "../command-line.js";
import type { LogLevel } from "../log-level.js";

/** What the command line of the doctor asks for. */
export interface DoctorArguments {
  readonly group: Name;
  /** The forwarder's address; `undefined`: look for one. */
  readonly forwarder: string | undefined;
  /** How long to listen for members. */
  readonly listen: Millis;
  /** The folder in which rooms are kept; `undefined`: the usual one. */
  readonly store: string | undefined;
  readonly logLevel: LogLevel;
  readonly help: boolean;
}

const OPTIONS = {
  groupprefix: { type: "string" },
  forwarder: { type: "string" },
  listen: { type: "string" },
  store: { type: "string" },
  "log-level": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** The slowest members answer after 2.2 seconds. */
const LISTEN_DEFAULT = "3";
const LISTEN_MIN = 0.1;
const LISTEN_MAX = 3_600;

/**
 * Reads the command line.
 * @param argv - what stands behind `doctor`.
 * @throws SvsError `invalid-argument`: one sentence that says what to do instead.
 */
export function parseDoctorArguments(argv: readonly string[]): DoctorArguments {
  const line = new CommandLine("svs-chat doctor", argv, OPTIONS);
  const { logLevel } = line;
  const listen = line.get("listen") ?? LISTEN_DEFAULT;
  const seconds = /^[0-9]+(\.[0-9]+)?$/.test(listen) ? Number(listen) : Number.NaN;
  if (!(seconds >= LISTEN_MIN && seconds <= LISTEN_MAX)) {
    throw line.wrong(`--listen takes seconds from ${LISTEN_MIN} to ${LISTEN_MAX}, not "${listen}"`);
  }
  const help = line.has("help");
  return {
    group: help ? DEFAULT_GROUP : line.group,
    forwarder: line.get("forwarder"),
    listen: seconds * 1000,
    store: line.get("store"),
    logLevel,
    help,
  };
}
