import type { Millis } from "../ports/clock.js";
import type { GroupEstimate } from "./group-estimate.js";
import type { Timers } from "./types.js";

// The first interval, in suppression periods.
/** When there was no news for a while, and perhaps there will be none. */
const FIRST = 4;
/** When there is news all the time: the next one repairs, too. */
const FIRST_BUSY = 9;
/** When somebody was seen to lack something. */
const FIRST_LOSSY = 1.25;
/** The second interval at the least, in suppression periods. */
const SECOND_MIN = 7;
/** News within so many suppression periods of each other are a busy group's. */
const BUSY_WITHIN = 25;
/** Periods for which a loss is remembered. */
const LOSS_MEMORY = 2;
/** Intervals are up to so much of a period, and up to more while nobody else was heard to know. */
const LONGEST = 1 / 8;
const LONGEST_ALONE = 1 / 2;
/** Delays that the first interval has at least: what was announced is to be heard before it is again. */
const DELAYS_MIN = 6;
/** The part of an interval in which nobody speaks. */
export const EARLIEST = 0.3;

/**
 * When a member in Steady State announces again what it knows: after intervals that begin short with
 * every news and double, until they are the periodic timer's business (Trickle, RFC 6206). Whoever is
 * heard to announce the same has done it for all.
 *
 * Without, who misses the last announcement of a group that falls silent is in the dark until a
 * periodic timer expires.
 */
export class QuietRepair {
  /** The interval that we are in; above all bounds when there is nothing to repair. */
  private current: Millis = Number.POSITIVE_INFINITY;
  private newsAt: Millis = Number.NEGATIVE_INFINITY;
  private lossAt: Millis = Number.NEGATIVE_INFINITY;
  /** Whether somebody else was heard to know what we know. */
  private isShared = false;
  /** Until then announcements of the same are copies of one. */
  private copiesUntil: Millis = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly timers: Timers,
    private readonly estimate: GroupEstimate,
  ) {}

  /** `undefined` for the periodic timer's. */
  get interval(): Millis | undefined {
    const longest = this.isShared ? LONGEST : LONGEST_ALONE;
    return this.current <= longest * this.timers.periodic ? this.current : undefined;
  }

  /**
   * The vector changed.
   * @param isHeard - somebody else said so.
   */
  news(now: Millis, isHeard: boolean): void {
    this.restart(now);
    this.isShared = isHeard;
    this.newsAt = now;
  }

  /** Somebody was heard to lack what should have reached it. */
  loss(now: Millis): void {
    this.lossAt = now;
    this.restart(now);
  }

  /** Somebody may not know what we know: the link came up, or a member joined. */
  restart(now: Millis): void {
    const { suppression } = this.timers;
    this.current = Math.max(this.first(now) * suppression, DELAYS_MIN * this.estimate.delay);
    this.copiesUntil = now;
    this.isShared = false;
  }

  /** Somebody else announced all that we know. */
  heard(now: Millis): void {
    this.isShared = true;
    this.announced(now);
  }

  /** All that we know was announced once more. */
  announced(now: Millis): void {
    if (now >= this.copiesUntil) {
      this.current = Math.max(2 * this.current, SECOND_MIN * this.timers.suppression);
      this.copiesUntil = now + EARLIEST * this.current;
    }
  }

  private first(now: Millis): number {
    const { suppression, periodic } = this.timers;
    if (now - this.lossAt < LOSS_MEMORY * periodic) {
      return FIRST_LOSSY;
    }
    return now - this.newsAt < BUSY_WITHIN * suppression ? FIRST_BUSY : FIRST;
  }
}
