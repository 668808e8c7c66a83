import type { Name } from "@ndn/packet";
import { type Clock, type Millis, type Random, type RegistrationFailure, SvsError, v3 } from "@svs/core";
import type { NfdTransport } from "@svs/transport-nfd";
import { type RibRoute, readGeneralStatus, readRib, readStrategyChoices } from "@svs/transport-nfd/status";
import { shownName } from "../chat-name.js";
import { aborted } from "../chat-session.js";
import type { ForwarderConnectionOptions } from "../forwarder-connection.js";
import type { Log } from "../log.js";
import { type ClockEvidence, clockFinding } from "./clock-finding.js";
import { dialectFindings } from "./dialect-findings.js";
import type { Finding } from "./finding.js";
import {
  type ForwarderDescription,
  forwarderFinding,
  lossFinding,
  silenceFinding,
} from "./forwarder-finding.js";
import { GroupListener } from "./group-listener.js";
import type { HeardDialect } from "./heard-dialect.js";
import { lookForForwarder } from "./look-for-forwarder.js";
import { type RegistrationAttempt, registrationFinding } from "./registration-finding.js";
import { strategyFinding } from "./strategy-finding.js";

/** What is examined, and with what. */
export interface ExaminationOptions extends Pick<ForwarderConnectionOptions, "environment" | "serve"> {
  /** The address that the user named, if so. */
  readonly uri: string | undefined;
  readonly group: Name;
  /** How long to listen for members. */
  readonly listen: Millis;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** How often the forwarder is asked, to say how quick it is. */
const SAMPLES = 5;
/**
 * How often members are asked. Packets get lost, and section 4.5 lets members drop the question of one that
 * lacks only what is newer than a suppression period.
 */
const ASKED = 2;
/** NFD says yes to a registration some milliseconds before its tables change. */
const SETTLE: Millis = 100;
/** Origin of routes that applications registered for themselves. */
const ORIGIN_APP = 0;

/**
 * Looks at everything that a chat needs, one thing after the other, and yields what it found. It
 * publishes nothing, joins no group, and sets nothing at the forwarder but the registration that it
 * listens with.
 * @throws SvsError `aborted`; `invalid-argument` if the user named what is no address.
 */
export async function* examine(options: ExaminationOptions): AsyncGenerator<Finding, void> {
  const { clock, signal } = options;
  const look = await lookForForwarder(options);
  if (look.transport === undefined) {
    yield* look.findings;
    yield clockFinding(clock.wall(), { others: [] });
    return;
  }
  await using transport = look.transport;
  const examination = new Examination(transport, options);
  try {
    yield* examination.findings();
  } catch (error) {
    if (!SvsError.is(error)) {
      throw error;
    }
    if (signal.aborted) {
      throw new SvsError("aborted", "The examination was given up.", { cause: error });
    }
    yield lossFinding(transport, examination.answered);
  }
}

/** What is looked at over one connection. Its methods reject when the connection is lost. */
class Examination {
  /** Whether the forwarder answered anything. */
  answered = false;

  constructor(
    private readonly transport: NfdTransport,
    private readonly options: ExaminationOptions,
  ) {}

  async *findings(): AsyncGenerator<Finding, void> {
    const { transport } = this;
    const { group, clock, listen } = this.options;
    const { local } = transport;
    const told = local ? await this.describe() : undefined;
    if (told) {
      yield forwarderFinding(transport, told);
    }
    const choices = told && (await this.ask(readStrategyChoices));
    // As long as it is not among them: the listener's own registration.
    const routes = (told && (await this.ask(readRib))) ?? [];

    const listener = await GroupListener.open(this.options);
    const { failure, took } = await this.register(listener);
    if (!told) {
      if (!this.answered && local) {
        yield silenceFinding(transport);
        yield clockFinding(clock.wall(), { others: [] });
        return;
      }
      yield forwarderFinding(transport, told);
    }
    yield registrationFinding({ group, local, took, failure });
    if (failure === undefined) {
      await this.listen(listener);
    }
    const { heard } = listener;
    const peopled = heard.length > 0;
    yield strategyFinding({ group, syncPrefix: v3.syncPrefix(group), local, choices, peopled });
    yield clockFinding(clock.wall(), clockEvidence(told, heard));
    if (failure === undefined) {
      yield* dialectFindings({ group, listen, heard, registered: facesOf(routes, listener.syncPrefixes) });
    }
  }

  /** What the forwarder tells of itself; `undefined` if it tells nothing. */
  private async describe(): Promise<ForwarderDescription | undefined> {
    const { clock } = this.options;
    const roundTrips: Millis[] = [];
    let description: Omit<ForwarderDescription, "roundTrip"> | undefined;
    for (let i = 0; i < SAMPLES; ++i) {
      const begun = clock.monotonic();
      const status = await this.ask(readGeneralStatus);
      if (status === undefined) {
        break;
      }
      roundTrips.push(clock.monotonic() - begun);
      description = { status, clockAhead: status.now - clock.wall() };
    }
    return description && { ...description, roundTrip: median(roundTrips) };
  }

  /** Reads a dataset; `undefined` if the forwarder does not tell, or nonsense. */
  private async ask<T>(
    read: (transport: NfdTransport, options: { readonly signal: AbortSignal }) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      const told = await read(this.transport, { signal: this.options.signal });
      this.answered = true;
      return told;
    } catch (error) {
      if (SvsError.is(error, "timeout")) {
        return undefined;
      }
      if (SvsError.is(error, "nack") || SvsError.is(error, "unexpected-answer")) {
        this.answered = true;
        return undefined;
      }
      throw error;
    }
  }

  /** Registers the group prefix, for the listener, until the transport is closed. */
  private async register(listener: GroupListener): Promise<Pick<RegistrationAttempt, "took" | "failure">> {
    const { transport } = this;
    const { group, clock, signal } = this.options;
    let failure: RegistrationFailure | undefined;
    transport.addEventListener("registration-failed", ({ detail }) => {
      failure = detail;
    });
    const begun = clock.monotonic();
    try {
      // The group prefix alone: with longer ones, members on this forwarder that registered the group
      // without ChildInherit, as those of NDNts do, would hear nothing meanwhile.
      await transport.serve(
        group,
        (interest) => {
          void listener.hear(interest);
          return undefined;
        },
        { signal },
      );
    } catch (error) {
      if (!SvsError.is(error, "registration-failed")) {
        throw error;
      }
    }
    this.answered ||= failure === undefined || failure.statusCode !== undefined;
    return { took: clock.monotonic() - begun, failure };
  }

  private async listen(listener: GroupListener): Promise<void> {
    const { group, listen, log } = this.options;
    log.info(`Listening in ${shownName(group)} for ${listen / 1000} s.`);
    await this.pause(SETTLE);
    for (let i = 0; i < ASKED; ++i) {
      await listener.ask(this.transport);
      await this.pause(listen / ASKED);
    }
  }

  /** @throws SvsError `not-connected` as soon as the connection is lost. */
  private async pause(delay: Millis): Promise<void> {
    const { transport } = this;
    const lost = new AbortController();
    const onStatus = (): void => lost.abort();
    transport.addEventListener("status", onStatus);
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.schedule(delay, resolve);
      void aborted(lost.signal).then(() => {
        timer.cancel();
        resolve();
      });
    });
    transport.removeEventListener("status", onStatus);
    if (transport.status !== "up") {
      throw new SvsError("not-connected", "The connection to the forwarder was lost.");
    }
  }
}

function clockEvidence(
  told: ForwarderDescription | undefined,
  heard: readonly HeardDialect[],
): ClockEvidence {
  const members = heard.flatMap(({ clocksAhead }) => clocksAhead);
  return {
    latestBootstrap: Math.max(0, ...heard.map(({ latestBootstrap }) => latestBootstrap)),
    others: [
      ...(told ? [{ whose: "the forwarder's", ahead: told.clockAhead }] : []),
      ...members.map((ahead) => ({ whose: "a member's", ahead })),
    ],
  };
}

/** How many connections have registered one of the prefixes. */
function facesOf(routes: readonly RibRoute[], prefixes: readonly Name[]): number {
  const registered = routes.filter(
    ({ origin, prefix }) => origin === ORIGIN_APP && prefixes.some((each) => each.equals(prefix)),
  );
  return new Set(registered.map(({ faceId }) => faceId)).size;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
