import type { Name } from "@ndn/packet";
import type { Dialect } from "@svs/core";
import { CHAT_DIALECTS, chatDialect, DEFAULT_DIALECT } from "./chat-dialect.js";
import { parseChatName } from "./chat-name.js";
import { CommandLine, DEFAULT_GROUP } from "./command-line.js";
import type { LogLevel } from "./log-level.js";

/** What the command line asks for. */
export interface ChatArguments {
  /** `undefined`: ask for it. */
  readonly node: Name | undefined;
  readonly group: Name;
  readonly dialect: Dialect;
  /** Words of a private room; `undefined`: an open one, unless the environment has some. */
  readonly secret: string | undefined;
  /** A file that has them. */
  readonly secretFile: string | undefined;
  /** The folder in which rooms are kept; `undefined`: the usual one. */
  readonly store: string | undefined;
  /** Whether nothing is kept. */
  readonly ephemeral: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** The forwarder's address; `undefined`: look for one, or start one. */
  readonly forwarder: string | undefined;
  readonly lineMode: boolean;
  readonly logLevel: LogLevel;
}

const OPTIONS = {
  nodename: { type: "string", short: "n" },
  groupprefix: { type: "string" },
  dialect: { type: "string" },
  secret: { type: "string" },
  "secret-file": { type: "string" },
  store: { type: "string" },
  ephemeral: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  forwarder: { type: "string" },
  "line-mode": { type: "boolean" },
  "log-level": { type: "string" },
} as const;

/**
 * Reads the command line.
 * @param argv - without the interpreter and the script.
 * @throws SvsError `invalid-argument`: one sentence that says what to do instead.
 */
export function parseArguments(argv: readonly string[]): ChatArguments {
  const line = new CommandLine("svs-chat", argv, OPTIONS);
  const { logLevel } = line;
  const dialectName = line.get("dialect") ?? DEFAULT_DIALECT;
  const dialect = chatDialect(dialectName);
  if (dialect === undefined) {
    throw line.wrong(`--dialect is one of ${CHAT_DIALECTS.join(", ")}, not "${dialectName}"`);
  }
  const secret = line.get("secret");
  const secretFile = line.get("secret-file");
  if (secret !== undefined && secretFile !== undefined) {
    throw line.wrong("--secret and --secret-file are two ways to say one thing");
  }
  const store = line.get("store");
  const ephemeral = line.has("ephemeral");
  if (store !== undefined && ephemeral) {
    throw line.wrong("--store keeps what is said, and --ephemeral keeps nothing: give one of them");
  }
  const help = line.has("help");
  const version = line.has("version");
  const node = help || version ? undefined : line.get("nodename");
  return {
    node: node === undefined ? undefined : parseChatName(node, "name", "-n alice"),
    group: help || version ? DEFAULT_GROUP : line.group,
    dialect,
    secret,
    secretFile,
    store,
    ephemeral,
    help,
    version,
    forwarder: line.get("forwarder"),
    lineMode: line.has("line-mode"),
    logLevel,
  };
}
