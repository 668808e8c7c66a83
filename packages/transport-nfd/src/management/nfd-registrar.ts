import { AltUri, Component, Interest, type Name, SigInfo, TT } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { type Clock, type Millis, type Random, type Signer, SvsError } from "@svs/core";
import type { Connection } from "../connection.js";
import { NackError } from "../nack-error.js";
import { nackWords } from "../nack-words.js";
import { sleep } from "../sleep.js";
import {
  decodeControlResponse,
  multicastParameters,
  registerParameters,
  unregisterParameters,
} from "./control-parameters.js";
import { type CommandAnswer, isAccepted, type Registrar } from "./registrar.js";

/** Commands are sent this often before the forwarder counts as silent; the wait doubles each time. */
const TRIES = 3;

/** How commands are made. */
export interface NfdRegistrarOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: Signer;
  /**
   * Where the forwarder may listen for commands, the likeliest first; tried in turn until one is accepted, or
   * the first answers, which is kept.
   */
  readonly prefixes: readonly Name[];
  /** How long the first try of a command waits. */
  readonly timeout: Millis;
}

/**
 * Speaks the NFD Management protocol over one connection: control commands in signed Interests. The answers'
 * signatures are not checked: a local forwarder is trusted with all our packets anyway.
 */
export class NfdRegistrar implements Registrar {
  private lastTime = 0;
  /** Which of the prefixes is tried: the next one whenever the current one brought nothing. */
  private turn = 0;
  /** The prefix that the forwarder is known to listen at. */
  private known: Name | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly options: NfdRegistrarOptions,
  ) {}

  register(prefix: Name, cost: number): Promise<CommandAnswer> {
    return this.command("rib", "register", registerParameters(prefix, cost));
  }

  unregister(prefix: Name): Promise<CommandAnswer> {
    return this.command("rib", "unregister", unregisterParameters(prefix));
  }

  setMulticast(prefix: Name): Promise<CommandAnswer> {
    if (this.commandPrefix.get(0)?.text === "localhop") {
      const text = `a remote forwarder takes no strategy from us; its operator can: nfdc strategy set ${AltUri.ofName(prefix)} multicast`;
      return Promise.resolve({ statusCode: undefined, text });
    }
    return this.command("strategy-choice", "set", multicastParameters(prefix));
  }

  private get commandPrefix(): Name {
    const { prefixes } = this.options;
    return this.known ?? prefixes[this.turn % prefixes.length]!;
  }

  private async command(module: string, verb: string, parameters: Uint8Array): Promise<CommandAnswer> {
    const { clock, signer, timeout } = this.options;
    const { ended } = this.connection;
    let failure: CommandAnswer = { statusCode: undefined, text: this.silenceInWords() };
    for (let i = 0; i < TRIES; ++i) {
      const { turn, commandPrefix } = this;
      const wait = timeout * 2 ** i;
      const due = clock.monotonic() + wait;
      const interest = this.makeCommand(commandPrefix, module, verb, parameters, wait);
      try {
        await clock.work(signer.sign(interest));
      } catch (error) {
        return { statusCode: undefined, text: `the command could not be signed: ${messageOf(error)}` };
      }
      let pause = 0;
      try {
        const { content } = await this.connection.express(interest, Encoder.encode(interest));
        const answer = decodeControlResponse(content);
        if (this.isFinal(answer, commandPrefix)) {
          return answer;
        }
        failure = answer;
      } catch (error) {
        if (ended.aborted) {
          throw ended.reason;
        }
        pause = due - clock.monotonic();
        if (failure.statusCode === undefined && !SvsError.is(error, "timeout")) {
          failure = { statusCode: undefined, text: wordsFor(error, commandPrefix) };
        }
      }
      if (this.turn === turn) {
        ++this.turn;
      }
      if (pause > 0 && i < TRIES - 1) {
        await sleep(clock, pause, ended);
      }
    }
    return failure;
  }

  /**
   * Whether an answer from there settles a command, and keeps the prefix for those that follow. A refusal
   * does not where the likeliest prefix has only been silent: a lost packet would be taken for a no.
   */
  private isFinal(answer: CommandAnswer, commandPrefix: Name): boolean {
    if (commandPrefix === this.options.prefixes[0]) {
      this.known = commandPrefix;
    } else if (isAccepted(answer)) {
      this.known ??= commandPrefix;
    }
    return isAccepted(answer) || this.known === commandPrefix;
  }

  private silenceInWords(): string {
    const { prefixes } = this.options;
    return prefixes.every((prefix) => prefix.get(0)?.text === "localhop")
      ? "it does not answer; from other machines it takes commands if its operator lets it, under /localhop/nfd"
      : "it does not answer";
  }

  private makeCommand(
    commandPrefix: Name,
    module: string,
    verb: string,
    parameters: Uint8Array,
    lifetime: Millis,
  ): Interest {
    const { clock, random } = this.options;
    const interest = new Interest(
      commandPrefix.append(module, verb, new Component(TT.GenericNameComponent, parameters)),
      Interest.Lifetime(lifetime),
      Interest.Nonce(Math.floor(random.next() * 2 ** 32)),
    );
    // Strictly increasing: a forwarder that checks timestamps takes an equal one for a replay.
    this.lastTime = Math.max(Math.floor(clock.wall()), this.lastTime + 1);
    const nonce = Uint8Array.from({ length: 8 }, () => Math.floor(random.next() * 256));
    interest.sigInfo = new SigInfo(SigInfo.Nonce(nonce), SigInfo.Time(this.lastTime));
    return interest;
  }
}

function wordsFor(error: unknown, commandPrefix: Name): string {
  return error instanceof NackError
    ? `it takes no commands at ${AltUri.ofName(commandPrefix)} (${nackWords(error.reason)})`
    : messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
