import { AltUri, type Name } from "@ndn/packet";
import { type RegistrationFailure, SvsError } from "@svs/core";
import { Backoff } from "./backoff.js";
import type { Connection } from "./connection.js";
import { type CommandAnswer, isAccepted, type Registrar } from "./management/registrar.js";
import type { ServedPrefix } from "./served-prefix.js";
import type { ServedPrefixes } from "./served-prefixes.js";
import { sleep } from "./sleep.js";
import type { TransportSettings } from "./transport-options.js";

/** Between attempts to register again what the forwarder accepted on an earlier connection. */
const RETRY = { initial: 250, max: 15_000 };

/**
 * What one connection's forwarder was asked to send here. It ends with the connection, except for what
 * {@link RegisteredPrefixes.leftBehind} names.
 */
export class RegisteredPrefixes {
  private readonly progress = new Map<ServedPrefix, Promise<void>>();
  private readonly settled = new Set<ServedPrefix>();
  private readonly registered = new Set<ServedPrefix>();
  private readonly removals = new Map<string, Promise<void>>();
  /** What the forwarder was asked for, and may still send here. By the hex form of the prefix. */
  private readonly routes: Map<string, Name>;
  private readonly strategies = new Map<string, Promise<void>>();

  /**
   * @param report - told of every refusal.
   * @param inherited - what an earlier connection has left behind; taken back where it is no longer served.
   */
  constructor(
    private readonly connection: Connection,
    private readonly registrar: Registrar,
    private readonly settings: TransportSettings,
    private readonly report: (failure: RegistrationFailure) => void,
    inherited: readonly Name[],
  ) {
    this.routes = new Map(inherited.map((prefix) => [prefix.valueHex, prefix]));
  }

  /** The prefixes that the forwarder goes on sending here if it cannot see that the connection has ended. */
  leftBehind(): readonly Name[] {
    return [...this.routes.values()];
  }

  /**
   * Resolves when all served prefixes are registered, refused for good or withdrawn, or the connection has
   * ended.
   */
  async addAll(served: ServedPrefixes): Promise<void> {
    for (const prefix of this.leftBehind()) {
      if (!served.has(prefix)) {
        void this.unregister(prefix, Promise.resolve(true));
      }
    }
    for (;;) {
      const waiting = served.all().filter((one) => !this.settled.has(one));
      if (waiting.length === 0 || this.connection.ended.aborted) {
        return;
      }
      await Promise.all(waiting.map((one) => this.add(one)));
    }
  }

  /**
   * Registers a prefix and asks for its strategy, and accepts or rejects it accordingly. One that was
   * accepted on an earlier connection is tried until it is accepted again.
   */
  add(served: ServedPrefix): Promise<void> {
    let progress = this.progress.get(served);
    if (progress === undefined) {
      progress = this.register(served).finally(() => this.settled.add(served));
      this.progress.set(served, progress);
    }
    return progress;
  }

  /**
   * Unregisters a withdrawn prefix. A forwarder that does not answer is not waited for beyond the command's
   * tries.
   */
  remove(served: ServedPrefix): Promise<void> {
    const begun = this.progress.get(served);
    if (begun === undefined) {
      return Promise.resolve();
    }
    const { prefix } = served;
    return this.unregister(
      prefix,
      begun.then(() => this.registered.delete(served)),
    );
  }

  /** Unregisters everything. */
  async removeAll(): Promise<void> {
    await Promise.all(Array.from(this.registered, (served) => this.remove(served)));
  }

  /** Registers again all that is registered, and ends the connection if the forwarder does not answer. */
  async refresh(): Promise<void> {
    if (this.registered.size === 0) {
      this.connection.sendIdle();
      return;
    }
    await Promise.all(
      Array.from(this.registered, async (served) => {
        const answer = await this.ask(() => this.registrar.register(served.prefix, served.options.cost ?? 0));
        if (answer !== undefined && !isAccepted(answer) && this.registered.has(served)) {
          this.refused(served.prefix, "register", answer);
          this.endIfSilent(answer);
        }
      }),
    );
  }

  private async register(served: ServedPrefix): Promise<void> {
    const { clock, random } = this.settings;
    const backoff = new Backoff(RETRY, random);
    await this.removals.get(served.prefix.valueHex);
    while (!served.withdrawn) {
      this.routes.set(served.prefix.valueHex, served.prefix);
      const answer = await this.ask(() => this.registrar.register(served.prefix, served.options.cost ?? 0));
      if (answer === undefined) {
        return;
      }
      if (isAccepted(answer)) {
        this.registered.add(served);
        await this.setMulticast(served.options.multicast);
        if (!this.connection.ended.aborted) {
          served.accept();
        }
        return;
      }
      if (served.withdrawn) {
        return;
      }
      const { reason } = this.refused(served.prefix, "register", answer);
      if (!served.accepted) {
        served.reject(new SvsError("registration-failed", reason));
        return;
      }
      if (!this.endIfSilent(answer)) {
        await sleep(clock, backoff.next(), this.connection.ended, served.withdrawal.signal);
      }
    }
  }

  /** @param wanted - whether there is anything to unregister, once that is known. */
  private unregister(prefix: Name, wanted: Promise<boolean>): Promise<void> {
    const key = prefix.valueHex;
    const ask = async (): Promise<void> => {
      if (await wanted) {
        const answer = await this.ask(() => this.registrar.unregister(prefix));
        if (answer?.statusCode !== undefined) {
          this.routes.delete(key);
        }
      }
    };
    const removal = ask().finally(() => {
      if (this.removals.get(key) === removal) {
        this.removals.delete(key);
      }
    });
    this.removals.set(key, removal);
    return removal;
  }

  /** Once per prefix. A refusal is told, and does no more: an operator may have set the strategy. */
  private async setMulticast(prefix: Name | undefined): Promise<void> {
    if (prefix === undefined || !this.settings.setStrategy) {
      return;
    }
    const key = prefix.valueHex;
    let asking = this.strategies.get(key);
    if (asking === undefined) {
      asking = this.ask(() => this.registrar.setMulticast(prefix)).then((answer) => {
        if (answer !== undefined && !isAccepted(answer)) {
          this.refused(prefix, "multicast", answer);
        }
      });
      this.strategies.set(key, asking);
    }
    await asking;
  }

  /** @returns `undefined` if the connection has ended. */
  private async ask(command: () => Promise<CommandAnswer>): Promise<CommandAnswer | undefined> {
    try {
      return this.connection.ended.aborted ? undefined : await command();
    } catch (error) {
      if (this.connection.ended.aborted) {
        return undefined;
      }
      throw error;
    }
  }

  private endIfSilent({ statusCode, text }: CommandAnswer): boolean {
    if (statusCode === undefined && !this.connection.ended.aborted) {
      const message = `The connection to the forwarder was given up: ${text}.`;
      void this.connection.end(new SvsError("not-connected", message));
    }
    return this.connection.ended.aborted;
  }

  private refused(
    prefix: Name,
    command: RegistrationFailure["command"],
    { statusCode, text }: CommandAnswer,
  ): RegistrationFailure {
    const uri = AltUri.ofName(prefix);
    const wish = command === "register" ? `register ${uri}` : `set the multicast strategy on ${uri}`;
    const words = statusCode === undefined ? text : `${statusCode} ${text}`.trim();
    const failure = { prefix, command, statusCode, reason: `The forwarder did not ${wish}: ${words}.` };
    this.report(failure);
    return failure;
  }
}
