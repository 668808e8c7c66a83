import { AltUri, Component, Interest, type Name, SigInfo, TT } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { type Clock, type Millis, type Random, type Signer, SvsError } from "@svs/core";
import type { Connection } from "../connection.js";
import { sleep } from "../sleep.js";
import {
  decodeControlResponse,
  multicastParameters,
  registerParameters,
  unregisterParameters,
} from "./control-parameters.js";
import type { CommandAnswer, Registrar } from "./registrar.js";

/** Commands are sent this often before the forwarder counts as silent; the wait doubles each time. */
const TRIES = 3;

/** How commands are made. */
export interface NfdRegistrarOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: Signer;
  /** Where the forwarder listens for commands; of several, the first that answers is kept. */
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
  /** Which of the prefixes is tried: the next one whenever the current one is silent. */
  private turn = 0;

  constructor(
    private readonly connection: Connection,
    private readonly options: NfdRegistrarOptions,
  ) {}

  register(prefix: Name): Promise<CommandAnswer> {
    return this.command("rib", "register", registerParameters(prefix));
  }

  unregister(prefix: Name): Promise<CommandAnswer> {
    return this.command("rib", "unregister", unregisterParameters(prefix));
  }

  setMulticast(prefix: Name): Promise<CommandAnswer> {
    const [first] = this.commandPrefix.comps;
    if (first?.text === "localhop") {
      const text = `a remote forwarder takes no strategy from us; its operator can: nfdc strategy set ${AltUri.ofName(prefix)} multicast`;
      return Promise.resolve({ statusCode: undefined, text });
    }
    return this.command("strategy-choice", "set", multicastParameters(prefix));
  }

  private get commandPrefix(): Name {
    return this.options.prefixes[this.turn % this.options.prefixes.length]!;
  }

  private async command(module: string, verb: string, parameters: Uint8Array): Promise<CommandAnswer> {
    const { clock, timeout } = this.options;
    const { ended } = this.connection;
    let text = "it does not answer";
    for (let i = 0; i < TRIES; ++i) {
      const { turn } = this;
      const wait = timeout * 2 ** i;
      const due = clock.monotonic() + wait;
      const interest = this.makeCommand(module, verb, parameters, wait);
      try {
        await clock.work(this.options.signer.sign(interest));
      } catch (error) {
        return { statusCode: undefined, text: `the command could not be signed: ${messageOf(error)}` };
      }
      try {
        const { content } = await this.connection.express(interest, Encoder.encode(interest));
        return decodeControlResponse(content);
      } catch (error) {
        if (ended.aborted) {
          throw ended.reason;
        }
        if (!SvsError.is(error, "timeout")) {
          text = messageOf(error);
        }
        if (this.turn === turn) {
          ++this.turn;
        }
        const left = due - clock.monotonic();
        if (left > 0 && i < TRIES - 1) {
          await sleep(clock, left, ended);
        }
      }
    }
    return { statusCode: undefined, text };
  }

  private makeCommand(module: string, verb: string, parameters: Uint8Array, lifetime: Millis): Interest {
    const { clock, random } = this.options;
    const interest = new Interest(
      this.commandPrefix.append(module, verb, new Component(TT.GenericNameComponent, parameters)),
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
