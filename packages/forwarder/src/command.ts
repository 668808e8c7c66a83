import { once } from "node:events";
import { parseArgs } from "node:util";
import { Forwarder } from "./forwarder.js";
import { ForwarderError } from "./forwarder-error.js";
import type { ForwarderEndpoint, ForwarderLogLevel, ForwarderOptions } from "./forwarder-options.js";
import { version } from "./version.js";

/** What the command is given by its surroundings. */
export interface CommandSurroundings {
  /** Prints a line of results. */
  out(line: string): void;
  /** Prints a line about what happens. */
  err(line: string): void;
  /** Aborted when the command shall end. */
  readonly signal: AbortSignal;
}

/** 0: it ran until it was told to end. 1: it could not. 2: it was called wrongly. */
export type ExitStatus = 0 | 1 | 2;

const usage = `svs-forwarder: an NDN forwarder for the applications on one machine.

Usage: svs-forwarder [options]

  --unix PATH          Unix socket to listen on; by default NFD's if its directory can be
                       used, or else one of this user's own
  --tcp HOST:PORT      default 127.0.0.1:6363
  --udp HOST:PORT      default 127.0.0.1:6363
  --ws HOST:PORT       WebSocket, default 127.0.0.1:9696
  --no-unix, --no-tcp, --no-udp, --no-ws
                       do not listen there
  --allow-remote       allow hosts that other machines can reach
  --allow-origin URL   let web pages from there connect over WebSocket; repeatable, * for all
  --multicast PREFIX   use the multicast strategy under a prefix, for groups whose members
                       do not ask for it themselves; repeatable
  --content-store N    keep N octets of Data; default 4194304, 0 for none
  --log-level LEVEL    error, warn, info or debug; default warn
  --help, --version

An address that is given must be free. Of the default addresses, those are taken that are.
Exit status: 0 when told to end, 1 when it could not start, 2 when called wrongly.`;

const levels: readonly ForwarderLogLevel[] = ["error", "warn", "info", "debug"];

/** Runs the command `svs-forwarder` until it is told to end. */
export async function runCommand(args: readonly string[], to: CommandSurroundings): Promise<ExitStatus> {
  let options: ForwarderOptions | string;
  try {
    options = parse(args, to);
  } catch (error) {
    to.err(`svs-forwarder: ${(error as Error).message}`);
    to.err("Try svs-forwarder --help.");
    return 2;
  }
  if (typeof options === "string") {
    to.out(options);
    return 0;
  }
  try {
    await using forwarder = await Forwarder.start({ ...options, signal: to.signal });
    for (const uri of forwarder.uris) {
      to.out(uri);
    }
    to.out("");
    to.out(`Applications find it with NDN_CLIENT_TRANSPORT=${forwarder.uris[0]}`);
    if (!to.signal.aborted) {
      await once(to.signal, "abort");
    }
    return 0;
  } catch (error) {
    if (!ForwarderError.is(error)) {
      throw error;
    }
    if (error.code === "aborted") {
      return 0;
    }
    to.err(`svs-forwarder: ${error.message}`);
    return error.code === "invalid-argument" ? 2 : 1;
  }
}

/** @returns the text to print instead of running, or the options to run with. */
function parse(args: readonly string[], { err }: CommandSurroundings): ForwarderOptions | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      unix: { type: "string" },
      tcp: { type: "string" },
      udp: { type: "string" },
      ws: { type: "string" },
      "no-unix": { type: "boolean" },
      "no-tcp": { type: "boolean" },
      "no-udp": { type: "boolean" },
      "no-ws": { type: "boolean" },
      "allow-remote": { type: "boolean" },
      "allow-origin": { type: "string", multiple: true },
      multicast: { type: "string", multiple: true },
      "content-store": { type: "string" },
      "log-level": { type: "string" },
      help: { type: "boolean" },
      version: { type: "boolean" },
    },
  });
  if (values.help) {
    return usage;
  }
  if (values.version) {
    return version;
  }
  for (const option of ["unix", "tcp", "udp", "ws"] as const) {
    if (values[option] !== undefined && values[`no-${option}`]) {
      throw new Error(`--${option} and --no-${option} exclude each other.`);
    }
  }
  const level = levels.indexOf((values["log-level"] ?? "warn") as ForwarderLogLevel);
  if (level < 0) {
    throw new Error(`--log-level is one of ${levels.join(", ")}, not ${values["log-level"]}.`);
  }
  return {
    unix: values["no-unix"] ? false : values.unix,
    tcp: values["no-tcp"] ? false : endpoint("tcp", values.tcp),
    udp: values["no-udp"] ? false : endpoint("udp", values.udp),
    ws: values["no-ws"] ? false : endpoint("ws", values.ws),
    webOrigins: values["allow-origin"],
    allowRemote: values["allow-remote"],
    multicast: values.multicast,
    contentStore: octets(values["content-store"]),
    onLog: (event) => {
      if (levels.indexOf(event.level) <= level) {
        err(`${event.level}: ${event.message}`);
      }
    },
  };
}

function endpoint(option: string, text: string | undefined): ForwarderEndpoint | undefined {
  if (text === undefined) {
    return undefined;
  }
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  if (match === null) {
    throw new Error(`--${option} takes HOST:PORT, for example 127.0.0.1:6363, not ${text}.`);
  }
  return { host: match[1] ?? match[2], port: Number(match[3]) };
}

function octets(text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d+$/.test(text)) {
    throw new Error(`--content-store takes a number of octets, not ${text}.`);
  }
  return text === undefined ? undefined : Number(text);
}
