import { parseArgs } from "node:util";
import type { Name } from "@ndn/packet";
import { type Dialect, SvsError } from "@svs/core";
import { CHAT_DIALECTS, chatDialect } from "./chat-dialect.js";
import { parseChatName } from "./chat-name.js";
import { isLogLevel, LOG_LEVELS, type LogLevel } from "./log-level.js";

/** What the command line asks for. */
export interface ChatArguments {
  /** `undefined`: ask for it. */
  readonly node: Name | undefined;
  readonly group: Name;
  readonly dialect: Dialect;
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
  // Not strict: the parser's own sentences speak of positional arguments, which the chat has not.
  const { tokens } = parseArgs({
    args: argv.map(spellOutGroupPrefix),
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Partial<Record<keyof typeof OPTIONS, string>> = {};
  for (const token of tokens) {
    if (token.kind === "positional") {
      throw wrong(`"${token.value}" is not expected`);
    }
    if (token.kind === "option") {
      values[optionOf(token.name, token.rawName)] = checkedValue(token.name, token.rawName, token.value);
    }
  }
  const logLevel = values["log-level"] ?? "info";
  if (!isLogLevel(logLevel)) {
    throw wrong(`--log-level is one of ${LOG_LEVELS.join(", ")}, not "${logLevel}"`);
  }
  const dialect = chatDialect(values.dialect ?? "v3");
  if (dialect === undefined) {
    throw wrong(`--dialect is one of ${CHAT_DIALECTS.join(", ")}, not "${values.dialect}"`);
  }
  const helps = values.help !== undefined || values.version !== undefined;
  return {
    node:
      values.nodename === undefined || helps ? undefined : parseChatName(values.nodename, "name", "-n alice"),
    group: parseChatName(helps ? "/svs" : (values.groupprefix ?? "/svs"), "group prefix", "-gp /svs"),
    dialect,
    help: values.help !== undefined,
    version: values.version !== undefined,
    forwarder: values.forwarder,
    lineMode: values["line-mode"] !== undefined,
    logLevel,
  };
}

/** `-gp` is older than the rule that a short option has one letter; the parser knows only the rule. */
function spellOutGroupPrefix(argument: string): string {
  return argument.replace(/^-gp(?=$|=)/, "--groupprefix");
}

function optionOf(name: string, rawName: string): keyof typeof OPTIONS {
  if (!Object.hasOwn(OPTIONS, name)) {
    throw wrong(`there is no option ${rawName}`);
  }
  return name as keyof typeof OPTIONS;
}

function checkedValue(name: string, rawName: string, value: string | undefined): string {
  const takesValue = OPTIONS[name as keyof typeof OPTIONS].type === "string";
  if (!takesValue && value !== undefined) {
    throw wrong(`${rawName} takes no value`);
  }
  if (takesValue && (value === undefined || value === "")) {
    throw wrong(`${rawName === "--groupprefix" ? "-gp/--groupprefix" : rawName} needs a value behind it`);
  }
  return value ?? "";
}

function wrong(what: string): SvsError {
  return new SvsError("invalid-argument", `${what}; svs-chat --help lists what can be said.`);
}
