import { isBelieved } from "./naive-limits.js";
import type { Rows } from "./rows.js";

/** A moment that may be one of many. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The timers of section 4.1 that bound the naive member's. */
export interface NaiveTimers {
  readonly periodic: number;
  readonly periodicJitter: number;
  readonly suppression: number;
}

const DAY = 86_400;

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

  constructor(private readonly timers: NaiveTimers) {}

  /** 4.2, and transitions 1, 2 and 4 of section 6: emits a Sync Interest. */
  announce(now: number): void {
    if (this.linkIsUp) {
      this.enterSteady(now);
    }
  }

  publish(now: number, row: string, seqNo: number): void {
    this.rows.set(row, { seqNo, since: now });
    this.announce(now);
  }

  /**
   * @param newest - the highest bootstrap time in it, of entries that cannot be used too.
   * @param isEmpty - whether it has no entry at all: its sender has just joined.
   * @returns whether anything of it was used.
   */
  hear(
    now: number,
    arrivedAt: number,
    wall: number,
    { vector, newest, isEmpty, digest }: { vector: Rows; newest: number; isEmpty: boolean; digest: string },
  ): boolean {
    if (newest > wall / 1000 + DAY) {
      return false; // 3, Bootstrap Time
    }
    for (const [row, seqNo] of vector) {
      const known = this.rows.get(row);
      if (seqNo > (known?.seqNo ?? 0) && isBelieved({ row, seqNo }, known, now, wall)) {
        this.rows.set(row, { seqNo, since: now }); // 4.5, case 2
      }
    }
    const behind = [...this.rows].filter(([row, { seqNo }]) => seqNo > (vector.get(row) ?? 0));
    if (!this.linkIsUp) {
      return true;
    }
    if (this.merged) {
      merge(this.merged, vector); // 4.5, Suppression State
    } else if (behind.length === 0) {
      this.timer = this.periodic(now); // 4.5, case 1
    } else if (isEmpty || behind.some(([, { since }]) => arrivedAt - since >= this.timers.suppression)) {
      const { periodic, periodicJitter, suppression } = this.timers;
      if (now - (this.answered.get(digest) ?? Number.NEGATIVE_INFINITY) >= periodic * (1 - periodicJitter)) {
        this.answered.set(digest, now);
        this.merged = new Map(vector); // 4.5, case 3: not only what we were updated of just now
        this.timer = { from: now, to: now + suppression };
      }
    }
    return true;
  }

  /** The owner is sure of numbers that were not believed. */
  vouch(now: number, row: string, seqNo: number): void {
    if (seqNo > (this.rows.get(row)?.seqNo ?? 0)) {
      this.rows.set(row, { seqNo, since: now });
    }
  }

  /** A Sync Interest of ours has left, with this vector. */
  sent(vector: Rows): void {
    if (this.merged) {
      merge(this.merged, vector);
    }
  }

  /** @returns whether to emit a Sync Interest. */
  expire(now: number): boolean {
    const { merged } = this;
    const emits = !merged || [...this.rows].some(([row, { seqNo }]) => seqNo > (merged.get(row) ?? 0));
    this.enterSteady(now);
    return emits;
  }

  stop(): void {
    this.linkIsUp = false;
    this.merged = undefined;
    this.timer = undefined;
  }

  private enterSteady(now: number): void {
    this.merged = undefined;
    this.timer = this.periodic(now);
  }

  private periodic(now: number): Span {
    const { periodic, periodicJitter } = this.timers;
    return { from: now + periodic * (1 - periodicJitter), to: now + periodic * (1 + periodicJitter) };
  }
}

function merge(into: Map<string, number>, vector: Rows): void {
  for (const [row, seqNo] of vector) {
    into.set(row, Math.max(seqNo, into.get(row) ?? 0));
  }
}
