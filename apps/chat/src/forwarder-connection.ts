import type { Clock, Random, Transport } from "@svs/core";
import { type ForwarderOptions, type LocalForwarder, localForwarder } from "@svs/forwarder";
import { NfdTransport, type NfdTransportOptions } from "@svs/transport-nfd";
import { ConnectionNotices } from "./connection-notices.js";
import type { Log } from "./log.js";

/** How the forwarder is found, or started. */
export interface ForwarderConnectionOptions {
  /** The address that the user named, if so: then no other is tried, and none is started. */
  readonly uri: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Gives up connecting. */
  readonly signal: AbortSignal;
  /** Where to look for a forwarder. Default: where NDN programs do. */
  readonly environment?: NfdTransportOptions["environment"];
  /** Where to serve one if there is none. Default: where NDN programs look. */
  readonly serve?: ForwarderOptions | undefined;
}

/**
 * The way to the network: a connection to the forwarder of this machine, which this process
 * serves itself while there is no other. The user is told which one it is, and when that changes.
 */
export class ForwarderConnection implements AsyncDisposable {
  /** @throws SvsError `forwarder-unreachable`, `permission-denied`, `invalid-argument`, `aborted`. */
  static async open(options: ForwarderConnectionOptions): Promise<ForwarderConnection> {
    const { uri, clock, random, log, signal, environment, serve } = options;
    const local = localForwarder({
      clock,
      random,
      ...serve,
      onLog: ({ message }) => log.debug(`Forwarder: ${message}`),
    });
    // Afterwards the transport is closed in its turn, when the member has left the group.
    const attempt = new AbortController();
    const giveUp = (): void => attempt.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const transport = await NfdTransport.connect({
        uri,
        fallback: local,
        clock,
        random,
        environment,
        signal: attempt.signal,
      });
      new ConnectionNotices(transport, local, log).begin();
      return new ForwarderConnection(transport, local);
    } catch (error) {
      await local.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  private constructor(
    readonly transport: Transport,
    private readonly local: LocalForwarder,
  ) {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.transport.close();
    await this.local.close();
  }
}
