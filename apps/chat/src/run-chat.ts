import { readFile } from "node:fs/promises";
import type { Name } from "@ndn/packet";
import { type Clock, type Random, SvsError, systemClock, systemRandom } from "@svs/core";
import { type ChatArguments, parseArguments } from "./arguments.js";
import { shownName } from "./chat-name.js";
import type { ChatProcess } from "./chat-process.js";
import { ChatRoom } from "./chat-room.js";
import { runDoctor } from "./doctor/run-doctor.js";
import { enterRoom } from "./enter-room.js";
import { ExitCode, exitCodeOf } from "./exit-code.js";
import { ForwarderConnection, type ForwarderConnectionOptions } from "./forwarder-connection.js";
import { USAGE } from "./help-text.js";
import { talkInLines } from "./line-mode.js";
import { Log } from "./log.js";
import { plainSink } from "./plain-sink.js";
import { roomKey } from "./room-key.js";
import { talkOnTerminal } from "./terminal-mode.js";

/** What a chat runs in. */
export interface ChatOptions extends Pick<ForwarderConnectionOptions, "environment" | "serve"> {
  readonly process: ChatProcess;
  /** Aborted when the process is asked to end. */
  readonly leaving: AbortSignal;
  /** The user's own folder. Default: what the platform says. */
  readonly home?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/**
 * Runs the command from its arguments to its exit code.
 * What a person can mend is told in one sentence on standard error; a defect is thrown.
 */
export async function runChat(argv: readonly string[], options: ChatOptions): Promise<number> {
  const { process } = options;
  try {
    if (argv[0] === "doctor") {
      return await runDoctor(argv.slice(1), options);
    }
    await run(parseArguments(argv), options);
    return ExitCode.left;
  } catch (error) {
    if (SvsError.is(error, "aborted")) {
      return ExitCode.left; // the user left while something was still being waited for
    }
    if (!SvsError.is(error)) {
      throw error;
    }
    process.stderr.write(`svs-chat: ${error.message}\n`);
    return exitCodeOf(error);
  }
}

async function run(asked: ChatArguments, options: ChatOptions): Promise<void> {
  const { process, leaving, clock = systemClock, random = systemRandom, environment, serve } = options;
  if (asked.help || asked.version) {
    process.stdout.write(asked.help ? USAGE : `${await version()}\n`);
    return;
  }
  const onTerminal = !asked.lineMode && canDraw(process);
  const log = new Log(asked.logLevel, plainSink(process, onTerminal));
  const { group, dialect } = asked;
  const secret = { words: asked.secret, file: asked.secretFile, ambient: process.env["SVS_CHAT_SECRET"] };
  const key = await roomKey(secret, group, dialect);
  const entered = await enterRoom(asked, key?.id, onTerminal, options);
  if (!entered) {
    return;
  }
  const { node } = entered;
  await using store = entered.store;
  if (leaving.aborted) {
    return;
  }
  await using connection = await ForwarderConnection.open({
    uri: asked.forwarder,
    clock,
    random,
    log,
    signal: leaving,
    environment,
    serve,
  });
  const { transport } = connection;
  const security = key?.security();
  if (onTerminal) {
    log.info(welcome(node, group, key !== undefined));
  }
  const talk = onTerminal ? talkOnTerminal : talkInLines;
  await talk({
    process,
    log,
    clock,
    leaving,
    open: (show) =>
      ChatRoom.open({ transport, group, dialect, security, node, store, clock, random, log, ...show }),
  });
}

/** Whether lines can be erased and drawn again. */
function canDraw({ stdin, stdout, env }: ChatProcess): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && env["TERM"] !== "dumb";
}

function welcome(node: Name, group: Name, isPrivate: boolean): string {
  const room = isPrivate ? "a private room of the group" : "the group";
  return `You are ${shownName(node)} in ${room} ${shownName(group)}; /help tells what can be typed.`;
}

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { readonly version: string }).version;
}
