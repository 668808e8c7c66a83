import { isBelieved } from "./naive-limits.js";
import type { Rows } from "./rows.js";

/** A moment that may be one of many. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly isRepeat?: boolean;
}

/** The timers of section 4.1 that bound the naive member's. */
export interface NaiveTimers {
  readonly periodic: number;
  readonly periodicJitter: number;
  readonly suppression: number;
  /** Whether it repeats what is new; and whether its timeouts follow the group, and so only have wide bounds. */
  readonly quietRepair: boolean;
  readonly adaptiveTimers: boolean;
}

const DAY = 86_400;

/** Empty vectors that are answered at once; in two periodic timeouts they come back. */
const JOINS = 8;

/**
 * Sections 3, 4 and 6, as one would write them after reading: whole maps, copied and compared, and no
 * thought of speed. What the machine does must be the same.
 */
export class NaiveMember {
  readonly rows = new Map<string, { seqNo: number; since: number }>();
  merged: Map<string, number> | undefined;
  linkIsUp = false;
  /** When the timer may expire; `undefined` while it is stopped. */
  timer: Span | undefined;
  /** When the same outdated packet was last answered, by its digest. */
  private readonly answered = new Map<string, number>();
  /** How many empty vectors may be answered at once, and as of when. */
  private joins = { left: JOINS, at: 0 };
  /** Quiet repair: the interval that it is in, and what the next one follows from. */
  private interval = Number.POSITIVE_INFINITY;
  private isShared = false;
  private newsAt = Number.NEGATIVE_INFINITY;
  private lossAt = Number.NEGATIVE_INFINITY;
  private copiesUntil = Number.NEGATIVE_INFINITY;
  private repeatFrom = Number.NEGATIVE_INFINITY;

  constructor(private readonly timers: NaiveTimers) {}

  linkUp(now: number): void {
    this.linkIsUp = true;
    this.restart(now);
    this.announce(now);
  }

  /** 4.2, and transitions 1, 2 and 4 of section 6: emits a Sync Interest. */
  announce(now: number): void {
    if (this.linkIsUp) {
      this.enterSteady(now);
    }
  }

  publish(now: number, row: string, seqNo: number): void {
    this.rows.set(row, { seqNo, since: now });
    this.news(now, false);
    this.announce(now);
  }

  /**
   * @param newest - the highest bootstrap time in it, of entries that cannot be used too.
   * @param isEmpty - whether it has no entry at all: its sender has just joined.
   * @param isEcho - whether it is a packet that was heard before.
   * @returns whether anything of it was used.
   */
  hear(
    now: number,
    arrivedAt: number,
    wall: number,
    {
      vector,
      newest,
      isEmpty,
      digest,
      isEcho,
    }: { vector: Rows; newest: number; isEmpty: boolean; digest: string; isEcho: boolean },
  ): boolean {
    if (newest > wall / 1000 + DAY) {
      return false; // 3, Bootstrap Time
    }
    let isNews = false;
    for (const [row, seqNo] of vector) {
      const known = this.rows.get(row);
      if (seqNo > (known?.seqNo ?? 0) && isBelieved({ row, seqNo }, known, now, wall)) {
        this.rows.set(row, { seqNo, since: now }); // 4.5, case 2
        isNews = true;
      }
    }
    if (isNews) {
      this.news(now, true);
    }
    const behind = [...this.rows].filter(([row, { seqNo }]) => seqNo > (vector.get(row) ?? 0));
    if (!this.linkIsUp) {
      return true;
    }
    if (this.merged) {
      merge(this.merged, vector); // 4.5, Suppression State
    } else if (behind.length === 0) {
      if (!isNews && !isEcho) {
        this.isShared = true;
        this.announced(now);
      }
      this.timer = this.steady(now); // 4.5, case 1
    } else {
      const { periodic, periodicJitter, suppression, quietRepair, adaptiveTimers } = this.timers;
      const age = Math.max(...behind.map(([, { since }]) => arrivedAt - since));
      const again = periodic * (1 - periodicJitter);
      const answered = this.answered.get(digest) ?? Number.NEGATIVE_INFINITY;
      if (isEmpty ? this.mayJoin(now, 2 * again) : age >= suppression && now - answered >= again) {
        this.answered.set(digest, now);
        this.lossAt = isEmpty ? this.lossAt : now;
        this.restart(now);
        this.merged = new Map(vector); // 4.5, case 3: not only what we were updated of just now
        this.timer = { from: now, to: now + (adaptiveTimers ? 10 : 1) * suppression };
      } else if (isEmpty && quietRepair && !this.timer?.isRepeat) {
        this.restart(now);
        this.timer = this.steady(now);
      } else if (isNews && quietRepair) {
        this.timer = this.steady(now);
      }
    }
    return true;
  }

  /** The owner is sure of numbers that were not believed. */
  vouch(now: number, row: string, seqNo: number): void {
    if (seqNo > (this.rows.get(row)?.seqNo ?? 0)) {
      this.rows.set(row, { seqNo, since: now });
      this.news(now, false);
      if (this.timers.quietRepair && this.linkIsUp && !this.merged) {
        this.timer = this.steady(now);
      }
    }
  }

  /** A Sync Interest of ours was signed: no repeat comes within half a second. */
  signed(now: number): void {
    this.repeatFrom = now + 500;
    if (this.timer?.isRepeat) {
      const { from, to } = this.timer;
      this.timer = { from, to: Math.max(to, this.repeatFrom), isRepeat: true };
    }
  }

  /** A Sync Interest of ours has left, with this vector. */
  sent(vector: Rows): void {
    if (this.merged) {
      merge(this.merged, vector);
    }
  }

  /**
   * @param isSigning - whether a Sync Interest is about to leave.
   * @returns whether to emit a Sync Interest.
   */
  expire(now: number, isSigning: boolean): boolean {
    const { merged } = this;
    if (this.timer?.isRepeat && isSigning) {
      this.timer = this.steady(now);
      return false;
    }
    const emits = !merged || [...this.rows].some(([row, { seqNo }]) => seqNo > (merged.get(row) ?? 0));
    if (!merged) {
      this.announced(now);
    }
    this.enterSteady(now);
    return emits;
  }

  stop(): void {
    this.linkIsUp = false;
    this.merged = undefined;
    this.timer = undefined;
  }

  private mayJoin(now: number, period: number): boolean {
    const { left, at } = this.joins;
    const joins = Math.min(JOINS, left + (JOINS * (now - at)) / period);
    const may = joins >= 1;
    this.joins = { left: may ? joins - 1 : joins, at: now };
    return may;
  }

  private enterSteady(now: number): void {
    this.merged = undefined;
    this.timer = this.steady(now);
  }

  private steady(now: number): Span {
    const { periodic, periodicJitter, quietRepair, adaptiveTimers } = this.timers;
    const latest = now + periodic * (1 + periodicJitter);
    const { interval } = this;
    if (quietRepair && interval <= periodic / (this.isShared ? 8 : 2)) {
      const to = Math.max(this.repeatFrom, adaptiveTimers ? latest : now + interval);
      return { from: now + 0.3 * interval, to, isRepeat: true };
    }
    return { from: now + periodic * (1 - periodicJitter), to: latest };
  }

  private news(now: number, isHeard: boolean): void {
    this.restart(now);
    this.isShared = isHeard;
    this.newsAt = now;
  }

  private restart(now: number): void {
    const { suppression, periodic } = this.timers;
    const isLossy = now - this.lossAt < 2 * periodic;
    const isBusy = now - this.newsAt < 25 * suppression;
    this.interval = suppression * (isLossy ? 1.25 : isBusy ? 9 : 4);
    this.copiesUntil = now;
    this.isShared = false;
  }

  private announced(now: number): void {
    if (now >= this.copiesUntil) {
      this.interval = Math.max(2 * this.interval, 7 * this.timers.suppression);
      this.copiesUntil = now + 0.3 * this.interval;
    }
  }
}

function merge(into: Map<string, number>, vector: Rows): void {
  for (const [row, seqNo] of vector) {
    into.set(row, Math.max(seqNo, into.get(row) ?? 0));
  }
}
