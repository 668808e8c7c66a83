import { type Data, Interest, type Name } from "@ndn/packet";
import { abortable, withSignal } from "../abortable.js";
import type { PublicationId } from "../dialect/dialect.js";
import { digestSigning, isKnownGood } from "../digest-signing.js";
import type { Clock, Millis } from "../ports/clock.js";
import type { Random } from "../ports/random.js";
import type { PublicationVerifier } from "../ports/security.js";
import type { Transport } from "../ports/transport.js";
import { refusal, underWay } from "../refusal.js";
import { SvsError } from "../svs-error.js";
import type { FetchOptions } from "./fetch-options.js";
import { CHANCE_LOSSES, RttEstimator } from "./rtt-estimator.js";
import { Semaphore } from "./semaphore.js";
import type { SignsOfLife } from "./signs-of-life.js";

/** What a packet fetcher stands on. */
export interface FetchContext {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly verifier: PublicationVerifier;
  readonly options: FetchOptions;
  /** Data came, and was refused. */
  readonly onRejected: (name: Name, error: SvsError) => void;
}

/** One packet to fetch. */
export interface PacketRequest {
  readonly name: Name;
  /** What it is a packet of. */
  readonly publication: PublicationId;
  /** Whether a longer Data name will do. */
  readonly canBePrefix: boolean;
  /** Interests for it at the most. */
  readonly attempts: number;
  /** Whether the Data is what was asked for, by its name; a Data that is not counts as refused. */
  readonly accept: (data: Data) => boolean;
  readonly signal: AbortSignal;
  /** Of the publisher. */
  readonly signs: SignsOfLife;
  /** Told before each Interest how many attempts there were since the publisher's last sign of life. */
  readonly onAttempt?: ((unanswered: number) => void) | undefined;
}

/**
 * So many attempts may fail by chance while the publisher answers others. Even where every third packet gets
 * lost, each way, and the forwarder holds back every second attempt, one in two hundred fails that often.
 */
const CHANCE_ATTEMPTS = 16;

/**
 * Fetches single Data packets: a window of Interests, a timeout that follows the measured round
 * trip, retransmission, with exponential backoff once the publisher is silent, and verification.
 */
export class PacketFetcher {
  /** For all Interests there is one window. */
  private readonly window: Semaphore;
  /** Of publishers that were never heard, or not for long, maybe names that somebody invented, half of it at the most. */
  private readonly silentWindow: Semaphore;
  private readonly rtt: RttEstimator;
  /** While fetches wait for the transport. */
  private whenUp: Promise<void> | undefined;

  constructor(private readonly context: FetchContext) {
    const { window } = context.options;
    this.window = new Semaphore(window);
    this.silentWindow = new Semaphore(Math.ceil(window / 2), this.window);
    this.rtt = new RttEstimator(context.options);
  }

  /**
   * @returns the Data, verified.
   * @throws SvsError `fetch-failed` after the last attempt (its `cause` is what the last one met),
   * `aborted`, `closed`.
   */
  async fetch(request: PacketRequest): Promise<Data> {
    const { signal, signs } = request;
    let last: unknown;
    let unanswered = 0;
    for (let attempt = 0; attempt < request.attempts; attempt++) {
      request.onAttempt?.(unanswered);
      const { answers } = signs;
      try {
        const isSilent = signs.answers === 0 || unanswered > CHANCE_LOSSES;
        const window = isSilent ? this.silentWindow : this.window;
        const wait = window.acquire(signal);
        if (wait) {
          await wait;
        }
        let data: Data;
        try {
          const sent = this.context.clock.monotonic();
          data = await this.express(request, this.rtt.timeout(unanswered));
          if (attempt === 0) {
            this.rtt.sample(this.context.clock.monotonic() - sent); // Karn's rule: never from a retransmission
          }
        } finally {
          window.release();
        }
        const refused = this.check(request, data);
        if (refused) {
          await refused;
        }
        signs.answers++;
        return data;
      } catch (error) {
        if (!SvsError.is(error) || !RETRIED.has(error.code)) {
          throw error;
        }
        last = error;
        await this.beforeRetry(error, unanswered, signal);
        const byChance = error.code === "timeout" && signs.answers > answers && attempt < CHANCE_ATTEMPTS - 1;
        unanswered = byChance ? Math.min(unanswered + 1, CHANCE_LOSSES) : unanswered + 1;
      }
    }
    throw new SvsError(
      "fetch-failed",
      `No usable Data came for ${request.name} in ${request.attempts} attempts.`,
      {
        cause: last,
      },
    );
  }

  /**
   * Checks an answer: at once where digests are all there is to it.
   * @returns `undefined` if it is good, or what resolves if it is.
   * @throws SvsError `verification-failed`, later: its `cause` is the reason.
   */
  private check(request: PacketRequest, data: Data): Promise<void> | undefined {
    const accepted = request.accept(data);
    return accepted && this.context.verifier === digestSigning && isKnownGood(data)
      ? undefined
      : this.checkLong(request, data, accepted);
  }

  private async checkLong(
    { name, publication }: PacketRequest,
    data: Data,
    accepted: boolean,
  ): Promise<void> {
    const { verifier, clock, onRejected } = this.context;
    const error = accepted
      ? await refusalOf(data, publication, verifier, clock)
      : new SvsError("unexpected-answer", `${data.name} is no answer to ${name}.`);
    if (error) {
      onRejected(data.name, error);
      throw verificationFailed(error);
    }
  }

  /** @throws SvsError `timeout` after so many milliseconds, and as {@link Transport.express}. */
  private express({ name, canBePrefix, signal }: PacketRequest, wait: Millis): Promise<Data> {
    const { transport, clock, random, options } = this.context;
    const interest = new Interest(name);
    interest.lifetime = wait * options.lifetimeFactor;
    interest.canBePrefix = canBePrefix;
    interest.nonce = Math.floor(random.next() * 0x1_0000_0000);
    if (interest.lifetime <= wait) {
      return transport.express(interest, { signal });
    }
    return abortable<Data>(signal, (resolve, reject) => {
      const attempt = new AbortController();
      const timer = clock.schedule(wait, () => {
        reject(new SvsError("timeout", `No Data came for ${interest.name} within ${wait} ms.`));
      });
      transport.express(interest, { signal: attempt.signal }).then(resolve, reject);
      return () => {
        timer.cancel();
        attempt.abort();
      };
    });
  }

  /** A timeout has waited already, until its wait would exceed the longest lifetime. */
  private async beforeRetry(error: SvsError, unanswered: number, signal: AbortSignal): Promise<void> {
    const { status } = this.context.transport;
    if (error.code === "not-connected" && (status === "connecting" || status === "down")) {
      await this.untilUp(signal);
      return;
    }
    const { retryDelay, retryDelayMax } = this.context.options;
    const wanted = Math.min(retryDelayMax, retryDelay * 2 ** Math.max(0, unanswered - 1));
    const waited = error.code === "timeout" ? this.rtt.timeout(unanswered) : 0;
    if (wanted > waited) {
      // Spread: members that lost the same packet do not ask again in step.
      await this.pause((wanted - waited) * (0.5 + this.context.random.next() / 2), signal);
    }
  }

  private pause(delay: Millis, signal: AbortSignal): Promise<void> {
    return abortable<void>(signal, (resolve) => {
      const timer = this.context.clock.schedule(delay, () => resolve());
      return () => timer.cancel();
    });
  }

  /** Waits with one listener, however many fetches wait. A transport that closes says so at the next attempt. */
  private untilUp(signal: AbortSignal): Promise<void> {
    const { transport } = this.context;
    this.whenUp ??= new Promise<void>((resolve) => {
      const look = (): void => {
        if (transport.status === "up" || transport.status === "closed") {
          transport.removeEventListener("status", look);
          this.whenUp = undefined;
          resolve();
        }
      };
      transport.addEventListener("status", look);
    });
    return withSignal(this.whenUp, signal);
  }
}

/** @throws SvsError `verification-failed`; its `cause` is the reason. */
export async function verifyData(
  data: Data,
  publication: PublicationId,
  verifier: PublicationVerifier,
  clock: Clock,
): Promise<void> {
  const error = await refusalOf(data, publication, verifier, clock);
  if (error) {
    throw verificationFailed(error);
  }
}

async function refusalOf(
  data: Data,
  publication: PublicationId,
  verifier: PublicationVerifier,
  clock: Clock,
): Promise<SvsError | undefined> {
  try {
    await underWay(verifier.verify(data, publication), verifier, clock);
    return undefined;
  } catch (cause) {
    return refusal(data.name, cause);
  }
}

function verificationFailed(cause: SvsError): SvsError {
  return new SvsError("verification-failed", cause.message, { cause });
}

/** What may be different the next time. */
const RETRIED: ReadonlySet<string> = new Set(["timeout", "nack", "not-connected", "verification-failed"]);
