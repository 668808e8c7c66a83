import { parseArgs } from "node:util";
import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { parseChatName } from "./chat-name.js";
import { isLogLevel, LOG_LEVELS, type LogLevel } from "./log-level.js";

/** The options of a command, as `parseArgs` of `node:util` takes them. */
type OptionTable = Readonly<
  Record<string, { readonly type: "string" | "boolean"; readonly short?: string | undefined }>
>;

/** Where everybody meets who says nothing else. */
export const DEFAULT_GROUP = new Name("/svs");

/** What a command was given: the values of its options. */
export class CommandLine<Table extends OptionTable> {
  private readonly values: Partial<Record<keyof Table, string>> = {};

  /**
   * @param command - what it is called, for its sentences.
   * @param argv - what stands behind the command's name.
   * @throws SvsError `invalid-argument`: one sentence that says what to do instead.
   */
  constructor(
    private readonly command: string,
    argv: readonly string[],
    private readonly table: Table,
  ) {
    // Not strict: the parser's own sentences speak of positional arguments, which there are not.
    const { tokens } = parseArgs({
      args: argv.map(spellOutGroupPrefix),
      options: table as Record<string, { type: "string" | "boolean"; short?: string }>,
      strict: false,
      allowPositionals: true,
      tokens: true,
    });
    for (const token of tokens) {
      if (token.kind === "positional") {
        throw this.wrong(`"${token.value}" is not expected`);
      }
      if (token.kind === "option") {
        const { name, rawName, value } = token;
        if (!Object.hasOwn(table, name)) {
          throw this.wrong(`there is no option ${rawName}`);
        }
        this.values[name as keyof Table] = this.checkedValue(name, rawName, value);
      }
    }
  }

  /** Whether an option is there. */
  has(option: keyof Table): boolean {
    return this.values[option] !== undefined;
  }

  /** The value of an option; `undefined` if it is not there. */
  get(option: keyof Table): string | undefined {
    return this.values[option];
  }

  /** The value of `--log-level`. @throws SvsError `invalid-argument`. */
  get logLevel(): LogLevel {
    const level = this.get("log-level") ?? "info";
    if (!isLogLevel(level)) {
      throw this.wrong(`--log-level is one of ${LOG_LEVELS.join(", ")}, not "${level}"`);
    }
    return level;
  }

  /** The value of `--groupprefix`. @throws SvsError `invalid-argument`. */
  get group(): Name {
    const group = this.get("groupprefix");
    return group === undefined ? DEFAULT_GROUP : parseChatName(group, "group prefix", "-gp /svs");
  }

  /** The error for what makes no sense. @param what - in words, without an end. */
  wrong(what: string): SvsError {
    return new SvsError("invalid-argument", `${what}; ${this.command} --help lists what can be said.`);
  }

  private checkedValue(name: string, rawName: string, value: string | undefined): string {
    const takesValue = this.table[name]?.type === "string";
    if (!takesValue && value !== undefined) {
      throw this.wrong(`${rawName} takes no value`);
    }
    if (takesValue && (value === undefined || value === "")) {
      throw this.wrong(
        `${rawName === "--groupprefix" ? "-gp/--groupprefix" : rawName} needs a value behind it`,
      );
    }
    return value ?? "";
  }
}

/** `-gp` is older than the rule that a short option has one letter; the parser knows only the rule. */
function spellOutGroupPrefix(argument: string): string {
  return argument.replace(/^-gp(?=$|=)/, "--groupprefix");
}
