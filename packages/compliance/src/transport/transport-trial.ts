import { AltUri, Data, Interest, Name, type NameLike } from "@ndn/packet";
import {
  type Clock,
  type InterestHandler,
  type Millis,
  type Registration,
  type ServeOptions,
  SvsError,
  type SvsErrorCode,
  type Transport,
  type TransportStatus,
} from "@svs/core";
import { ComplianceFailure, check } from "../compliance-failure.js";
import { fulfillment, named, type Outcome, rejection, type Watched, watch } from "../outcome.js";
import type { TransportDomain } from "./transport-domain.js";

/** A case's hand in a domain: the steps that most cases take, and their time limits. */
export class TransportTrial {
  constructor(readonly domain: TransportDomain) {}

  get clock(): Clock {
    return this.domain.clock;
  }

  /** An InterestLifetime, in milliseconds, for Interests that are to be left unanswered. */
  get brief(): Millis {
    return 2 * this.domain.quiet;
  }

  /** An InterestLifetime, in milliseconds, that does not end while a case runs. */
  get lasting(): Millis {
    return 20 * (this.domain.patience + this.domain.quiet);
  }

  attach(name: string): Promise<Transport> {
    return this.domain.attach(name);
  }

  /** An Interest that no cache answers, since {@link answer} makes Data that is never fresh. */
  interest(name: NameLike, lifetime: Millis = this.lasting): Interest {
    return new Interest(name, Interest.MustBeFresh, Interest.Lifetime(lifetime));
  }

  /** Data of the Interest's own name. */
  answer({ name }: Interest, text: string): Data {
    return new Data(name, new TextEncoder().encode(text));
  }

  /** A handler that keeps what it is asked and says nothing. */
  listener(): { heard: Interest[]; handler: InterestHandler } {
    const heard: Interest[] = [];
    return {
      heard,
      handler: (interest) => {
        heard.push(interest);
        return undefined;
      },
    };
  }

  /** A handler that answers every Interest with its own `text`. */
  replier(text: string): { heard: Interest[]; handler: InterestHandler } {
    const heard: Interest[] = [];
    return {
      heard,
      handler: (interest) => {
        heard.push(interest);
        return this.answer(interest, text);
      },
    };
  }

  /** Calls back on the domain's clock. */
  later(delay: Millis): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(delay, resolve));
  }

  /** Lets time pass in which nothing is expected to come. */
  async quiet(): Promise<void> {
    await this.domain.elapse(this.domain.quiet);
  }

  /** Lets time pass until the network carries another Interest of a name that it has just carried. */
  async unsuppressed(): Promise<void> {
    await this.domain.elapse(this.domain.suppression ?? 0);
  }

  /**
   * Lets time pass until a condition holds.
   * @param wait - milliseconds that it may take by its own rule, on top of the domain's patience.
   */
  async until(condition: () => boolean, what: string, wait: Millis = 0): Promise<void> {
    const limit = wait + this.domain.patience;
    const due = this.clock.monotonic() + limit;
    await this.domain.elapse(0);
    while (!condition()) {
      check(this.clock.monotonic() < due, `waited ${limit} ms in vain for ${what}`);
      await this.domain.elapse(1);
    }
  }

  /** Lets time pass until a promise settles. A call that throws instead is a failure. */
  async outcome<T>(call: () => Promise<T>, what: string, wait: Millis = 0): Promise<Outcome<T>> {
    const watched = this.watch(call, what);
    await this.until(() => watched.outcome !== undefined, `${what} to settle`, wait);
    return watched.outcome as Outcome<T>;
  }

  /** Starts a call and notes how and when it ends. A call that throws instead is a failure. */
  watch<T>(call: () => Promise<T>, what: string): Watched<T> {
    return watch(this.clock, call, what);
  }

  /** Lets time pass until a promise is fulfilled. */
  async fulfilled<T>(call: () => Promise<T>, what: string, wait: Millis = 0): Promise<T> {
    return fulfillment(await this.outcome(call, what, wait), what);
  }

  /**
   * Lets time pass until a promise rejects with an `SvsError` of one of some codes.
   * @returns the clock's time when it rejected.
   */
  async rejected(
    call: () => Promise<unknown>,
    codes: SvsErrorCode | readonly SvsErrorCode[],
    what: string,
    wait: Millis = 0,
  ): Promise<Millis> {
    return rejection(await this.outcome(call, what, wait), codes, what);
  }

  /** Checks that a call throws an `SvsError` of a code, at once. */
  throws(call: () => unknown, code: SvsErrorCode, what: string): void {
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      check(
        SvsError.is(error, code),
        `${what} threw ${named(error)}; expected an SvsError, code \`${code}\``,
      );
      return;
    }
    if (result instanceof Promise) {
      result.catch(() => undefined);
    }
    throw new ComplianceFailure(`${what} returned ${String(result)}; expected it to throw, code \`${code}\``);
  }

  /** Serves a prefix, and lets time pass until it is registered. */
  serve(
    transport: Transport,
    prefix: NameLike,
    handler: InterestHandler,
    options?: ServeOptions,
  ): Promise<Registration> {
    return this.fulfilled(
      () => transport.serve(Name.from(prefix), handler, options),
      `serve(${text(prefix)})`,
    );
  }

  /** Asks by name. @returns the text of the answer. */
  async ask(transport: Transport, name: NameLike): Promise<string> {
    const data = await this.fulfilled(() => transport.express(this.interest(name)), `express(${text(name)})`);
    return new TextDecoder().decode(data.content);
  }

  /** Asks by name and checks that no Data comes: the Interest times out, or a Nack comes back. */
  async unanswered(transport: Transport, name: NameLike, why: string): Promise<void> {
    const { brief } = this;
    await this.rejected(
      () => transport.express(this.interest(name, brief)),
      ["timeout", "nack"],
      `express(${text(name)}), ${why},`,
      brief,
    );
  }

  /** Sends an Interest, or its octets, which must leave. */
  send(transport: Transport, packet: Interest | Uint8Array): void {
    const result = this.trySend(transport, packet);
    check(
      result === "sent",
      `${senderOf(packet)}() said ${String(result)} while ${transport.status}; expected "sent"`,
    );
  }

  /** Sends an Interest, or its octets. @returns whatever the transport says; that it throws is a failure. */
  trySend(transport: Transport, packet: Interest | Uint8Array): unknown {
    try {
      return packet instanceof Uint8Array ? transport.sendOctets(packet) : transport.send(packet);
    } catch (cause) {
      throw new ComplianceFailure(`${senderOf(packet)}() threw ${named(cause)} while ${transport.status}`, {
        cause,
      });
    }
  }

  /** Cuts the connection, and lets time pass until the transport has noticed. */
  async cut(transport: Transport): Promise<void> {
    await this.domain.cut(transport);
    await this.until(() => transport.status !== "up", "the transport to notice that its connection was cut");
  }

  /** Mends the connection, and lets time pass until the transport is up. */
  async mend(transport: Transport): Promise<void> {
    await this.domain.mend(transport);
    await this.until(() => transport.status === "up", "the transport to be up again");
  }

  /** Notes the transport's status events from now on, each beside its `status` at that moment. */
  statuses(transport: Transport): { detail: TransportStatus; status: TransportStatus }[] {
    const seen: { detail: TransportStatus; status: TransportStatus }[] = [];
    transport.addEventListener("status", ({ detail }) => {
      seen.push({ detail, status: transport.status });
    });
    return seen;
  }
}

function text(name: NameLike): string {
  return typeof name === "string" ? name : AltUri.ofName(name);
}

function senderOf(packet: Interest | Uint8Array): "send" | "sendOctets" {
  return packet instanceof Uint8Array ? "sendOctets" : "send";
}
