import type { Millis, SendCause } from "@svs/core";
import type { TraceSink } from "./run-hooks.js";
import type { Latencies, Recovery, RunFigures } from "./run-result.js";

/** One publication, and when each member knew of it and had it. */
interface Published {
  readonly at: Millis;
  readonly by: number;
  /** By number of the member; NaN while it does not know. */
  readonly known: Float64Array;
  /** By number of the member, with its Data; only where Data is moved. */
  readonly delivered: Float64Array | undefined;
}

/** Pauses of this length and more are quiet time. */
const QUIET_PAUSE: Millis = 10_000;

/** Collects what the figures of a run are made of. Counts nothing before the first publication. */
export class Recorder {
  private readonly sent = new Map<SendCause, number>();
  private readonly dropped = new Map<string, number>();
  private suppressions = 0;
  private readonly repairs: number[] = [];
  private replies = 0;
  private suppressed = 0;
  private readonly published: Published[] = [];
  /** Indices of publications, by member, bootstrap time and number. */
  private readonly lives: Map<number, number[]>[];
  private quietTime: Millis = 0;
  private busyTime: Millis = 0;
  private quietAnnouncements = 0;
  private busyAnnouncements = 0;
  private announcementsInPause = 0;
  private lastPublished: Millis | undefined;
  private readonly mended: Millis[] = [];
  private readonly downSince: (Millis | undefined)[];

  constructor(
    private readonly members: number,
    private readonly movesData: boolean,
    private readonly trace?: TraceSink,
  ) {
    this.lives = Array.from({ length: members }, () => new Map());
    this.downSince = new Array<undefined>(members).fill(undefined);
  }

  publish(t: Millis, member: number, boot: number, seqNo: number): void {
    this.pauseEnds(t);
    this.lastPublished = t;
    let life = this.lives[member]!.get(boot);
    if (life === undefined) {
      life = [];
      this.lives[member]!.set(boot, life);
    }
    life[seqNo] = this.published.length;
    const unknown = (): Float64Array => new Float64Array(this.members).fill(Number.NaN);
    this.published.push({
      at: t,
      by: member,
      known: unknown(),
      delivered: this.movesData ? unknown() : undefined,
    });
    this.trace?.({ t, e: "publish", m: member, boot, seq: seqNo });
  }

  /** A member learnt of numbers `low` to `high` of another, for the first time or again. */
  know(t: Millis, member: number, of: number, boot: number, low: number, high: number): void {
    const life = this.lives[of]?.get(boot);
    for (let seqNo = low; life !== undefined && seqNo <= high; seqNo++) {
      const known = this.published[life[seqNo] ?? -1]?.known;
      if (known !== undefined && Number.isNaN(known[member])) {
        known[member] = t;
      }
    }
    this.trace?.({ t, e: "know", m: member, of, boot, low, high });
  }

  /** The application of a member has got a publication. */
  deliver(t: Millis, member: number, of: number, boot: number, seqNo: number): void {
    const delivered = this.published[this.lives[of]?.get(boot)?.[seqNo] ?? -1]?.delivered;
    if (delivered !== undefined && Number.isNaN(delivered[member])) {
      delivered[member] = t;
    }
    this.trace?.({ t, e: "deliver", m: member, of, boot, seq: seqNo });
  }

  /** @param octets - of the state vector in it. */
  send(t: Millis, member: number, cause: SendCause, octets: number): void {
    if (this.lastPublished !== undefined) {
      this.sent.set(cause, (this.sent.get(cause) ?? 0) + 1);
      if (isReAnnouncement(cause)) {
        this.announcementsInPause++;
      } else if (cause === "suppression") {
        this.replies++;
      }
    }
    this.trace?.({ t, e: "send", m: member, cause, octets });
  }

  drop(t: Millis, member: number, reason: string): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
    this.trace?.({ t, e: "drop", m: member, reason });
  }

  /** A machine fell into suppression, or left it. */
  phase(t: Millis, member: number, suppression: boolean): void {
    this.trace?.({ t, e: "phase", m: member, suppression });
    if (suppression) {
      if (this.lastPublished !== undefined) {
        this.suppressions++;
      }
      if (this.suppressed++ === 0) {
        this.replies = 0;
      }
    } else if (--this.suppressed === 0 && this.lastPublished !== undefined) {
      this.repairs.push(this.replies);
    }
  }

  crash(t: Millis, member: number): void {
    this.downSince[member] = t;
    this.trace?.({ t, e: "crash", m: member });
  }

  join(t: Millis, member: number): void {
    this.downSince[member] = undefined;
    this.trace?.({ t, e: "join", m: member });
  }

  cut(t: Millis): void {
    this.trace?.({ t, e: "cut" });
  }

  mend(t: Millis): void {
    this.mended.push(t);
    this.trace?.({ t, e: "mend" });
  }

  /** The run is over. */
  end(t: Millis): void {
    this.pauseEnds(t);
    this.trace?.({ t, e: "end" });
  }

  /** @param end - when the run ended. */
  figures(end: Millis): RunFigures {
    return {
      publications: this.published.length,
      known: this.latencies(end, ({ known }) => known),
      delivered: this.movesData ? this.latencies(end, ({ delivered }) => delivered!) : undefined,
      sent: this.sent,
      dropped: this.dropped,
      busy: { time: this.busyTime, announcements: this.busyAnnouncements },
      quiet: { time: this.quietTime, announcements: this.quietAnnouncements },
      suppressions: this.suppressions,
      repairs: this.repairs,
      recoveries: this.recoveries(),
    };
  }

  /** How long after the end of each partition everybody knew what was published until then. */
  private recoveries(): Recovery[] {
    return this.mended.map((at) => {
      let last = at;
      for (const { at: publishedAt, by, known } of this.published) {
        for (let member = 0; member < this.members && publishedAt < at; member++) {
          if (member !== by && this.downSince[member] === undefined) {
            last = Number.isNaN(known[member]) ? Number.POSITIVE_INFINITY : Math.max(last, known[member]!);
          }
        }
      }
      return { at, took: Number.isFinite(last) ? last - at : undefined };
    });
  }

  private latencies(end: Millis, timesOf: (published: Published) => Float64Array): Latencies {
    const values: number[] = [];
    const never: number[] = [];
    for (const published of this.published) {
      const times = timesOf(published);
      for (let member = 0; member < this.members; member++) {
        if (member === published.by) {
          continue;
        }
        const time = times[member]!;
        if (!Number.isNaN(time)) {
          values.push(time - published.at);
        } else if (this.downSince[member] === undefined) {
          never.push(end - published.at);
        }
      }
    }
    return { values: Float64Array.from(values), never: Float64Array.from(never) };
  }

  private pauseEnds(t: Millis): void {
    if (this.lastPublished === undefined) {
      return;
    }
    const pause = t - this.lastPublished;
    if (pause >= QUIET_PAUSE) {
      this.quietTime += pause;
      this.quietAnnouncements += this.announcementsInPause;
    } else {
      this.busyTime += pause;
      this.busyAnnouncements += this.announcementsInPause;
    }
    this.announcementsInPause = 0;
  }
}

/** Neither new, nor an answer, nor asked for. */
export function isReAnnouncement(cause: SendCause): boolean {
  return cause !== "publication" && cause !== "suppression" && cause !== "link-up" && cause !== "requested";
}
