import type { StateVector, VectorForm } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";
import type { Effect, SendCause, Timers } from "./types.js";

/** From the weakest to the strongest. */
const CAUSES: readonly SendCause[] = [
  "periodic",
  "repeat",
  "suppression",
  "link-up",
  "requested",
  "publication",
];

interface Signature {
  readonly id: number;
  /** The strongest of the wishes that it satisfies. */
  cause: SendCause;
  /** Whether it has the vector as it is now. */
  isCurrent: boolean;
}

/**
 * Turns wishes to announce into signatures and Sync Interests.
 *
 * One signature is in flight at the most, so announcements never overtake each other. A wish is
 * satisfied by the signature in flight if that has the current vector; otherwise it stays open,
 * and all that are open share the next signature. What changed only because others announced it
 * is no wish: the group heard it from them.
 *
 * No wish is lost. While the link is down they stay open until it is up. After a failed
 * signature they are tried again when {@link retryAt} comes, or with the next wish.
 */
export class Announcer {
  private up = false;
  private lastId = 0;
  private inFlight: Signature | undefined;
  /** The strongest of the wishes that the signature in flight does not satisfy. */
  private open: SendCause | undefined;
  private failures = 0;
  private retry: Millis | undefined;

  constructor(
    private readonly vector: StateVector,
    private readonly form: VectorForm,
    private readonly timers: Timers,
  ) {}

  get linkIsUp(): boolean {
    return this.up;
  }

  /** When a failed signature is due again, on the monotonic clock; of no account while the link is down. */
  get retryAt(): Millis | undefined {
    return this.retry;
  }

  get isSigning(): boolean {
    return this.inFlight !== undefined;
  }

  /** Whether a signature of the vector as it is now is in flight. */
  get signsCurrentVector(): boolean {
    return this.inFlight?.isCurrent === true;
  }

  /** The id from which on a `send` satisfies every wish made so far; `undefined` if none is open. */
  get owed(): number | undefined {
    if (this.open !== undefined) {
      return this.lastId + 1;
    }
    return this.inFlight?.id;
  }

  linkUp(): void {
    this.up = true;
  }

  /** A signature in flight stays there, and is not sent if it comes back while the link is down. */
  linkDown(): void {
    this.up = false;
  }

  /** The vector changed, for whatever reason. */
  vectorChanged(): void {
    if (this.inFlight !== undefined) {
      this.inFlight.isCurrent = false;
    }
  }

  /** Wishes that the current vector is announced. @returns the signature to make, if any. */
  wish(cause: SendCause): Effect | undefined {
    if (this.inFlight?.isCurrent) {
      this.inFlight.cause = stronger(this.inFlight.cause, cause);
      return undefined;
    }
    this.open = stronger(this.open, cause);
    return this.inFlight === undefined && this.up ? this.sign(this.open) : undefined;
  }

  /** @throws SvsError `invalid-argument` if that signature is not in flight. */
  signed(id: number): Effect[] {
    const { cause } = this.land(id);
    this.failures = 0;
    if (!this.up) {
      this.open = stronger(this.open, cause);
      return [];
    }
    const effects: Effect[] = [{ type: "send", id, cause }];
    if (this.open !== undefined) {
      effects.push(this.sign(this.open));
    }
    return effects;
  }

  /**
   * Nothing is sent. The wishes are due again after `SuppressionPeriod`, twice as long with every
   * further failure in a row, and never longer than the median of `PeriodicTimeout`.
   * @throws SvsError `invalid-argument` if that signature is not in flight.
   */
  signFailed(now: Millis, id: number): void {
    const { cause } = this.land(id);
    this.open = stronger(this.open, cause);
    const delay = Math.min(this.timers.suppression * 2 ** this.failures, this.timers.periodic);
    this.failures++;
    this.retry = now + delay;
  }

  private sign(cause: SendCause): Effect {
    this.open = undefined;
    this.retry = undefined;
    this.inFlight = { id: ++this.lastId, cause, isCurrent: true };
    return { type: "sign", id: this.lastId, vector: this.vector.encode(this.form) };
  }

  private land(id: number): Signature {
    const landed = this.inFlight;
    if (landed?.id !== id) {
      throw new SvsError(
        "invalid-argument",
        `No signature ${id} is in flight: answer each sign effect once.`,
      );
    }
    this.inFlight = undefined;
    return landed;
  }
}

function stronger(a: SendCause | undefined, b: SendCause): SendCause {
  return a === undefined || CAUSES.indexOf(a) < CAUSES.indexOf(b) ? b : a;
}
