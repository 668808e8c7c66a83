import type { Millis, SendCause } from "@svs/core";
import type { TraceSink } from "./run-hooks.js";
import type { Latencies, Recovery, RunFigures } from "./run-result.js";
import { TimesTable } from "./times-table.js";

/** One publication. */
interface Published {
  readonly at: Millis;
  readonly by: number;
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
  private readonly seesPhases: boolean;
  /** When members knew of publications. */
  private readonly known: TimesTable;
  /** When their applications had them; only where Data is moved. */
  private readonly delivered: TimesTable | undefined;
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
    level: "machine" | "stack",
    private readonly trace?: TraceSink,
  ) {
    this.known = new TimesTable(members);
    this.seesPhases = level === "machine";
    this.delivered = level === "stack" ? new TimesTable(members) : undefined;
    this.lives = Array.from({ length: members }, () => new Map());
    this.downSince = new Array<undefined>(members).fill(undefined);
  }

  /** A member is about to publish: what is sent for it comes before its number is known. */
  publishing(t: Millis): void {
    this.pauseEnds(t);
    this.lastPublished = t;
  }

  publish(t: Millis, member: number, boot: number, seqNo: number): void {
    let life = this.lives[member]!.get(boot);
    if (life === undefined) {
      life = [];
      this.lives[member]!.set(boot, life);
    }
    life[seqNo] = this.published.length;
    this.published.push({ at: t, by: member });
    this.trace?.({ t, e: "publish", m: member, boot, seq: seqNo });
  }

  /** A member learnt of numbers `low` to `high` of another, for the first time or again. */
  know(t: Millis, member: number, of: number, boot: number, low: number, high: number): void {
    const life = this.lives[of]?.get(boot);
    for (let seqNo = low; life !== undefined && seqNo <= high; seqNo++) {
      const publication = life[seqNo];
      if (publication !== undefined) {
        this.known.note(publication, member, t);
      }
    }
    this.trace?.({ t, e: "know", m: member, of, boot, low, high });
  }

  /** The application of a member has got a publication. */
  deliver(t: Millis, member: number, of: number, boot: number, seqNo: number): void {
    const publication = this.lives[of]?.get(boot)?.[seqNo];
    if (publication !== undefined) {
      this.delivered?.note(publication, member, t);
    }
    this.trace?.({ t, e: "deliver", m: member, of, boot, seq: seqNo });
  }

  /** @param octets - of the state vector in it, where that is known. */
  send(t: Millis, member: number, cause: SendCause, octets?: number): void {
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
      known: this.latencies(end, this.known),
      delivered: this.delivered && this.latencies(end, this.delivered),
      sent: this.sent,
      dropped: this.dropped,
      busy: { time: this.busyTime, announcements: this.busyAnnouncements },
      quiet: { time: this.quietTime, announcements: this.quietAnnouncements },
      suppressions: this.seesPhases ? this.suppressions : undefined,
      repairs: this.seesPhases ? this.repairs : undefined,
      recoveries: this.recoveries(end),
    };
  }

  private recoveries(end: Millis): Recovery[] {
    return this.mended.map((at) => {
      const values: number[] = [];
      const never: number[] = [];
      this.forEachPair((publication, published, member) => {
        const known = this.known.get(publication, member);
        if (published.at >= at || known <= at || this.downSince[member] !== undefined) {
          return;
        }
        if (Number.isNaN(known)) {
          never.push(end - at);
        } else {
          values.push(known - at);
        }
      });
      return { at, missing: { values: Float64Array.from(values), never: Float64Array.from(never) } };
    });
  }

  private latencies(end: Millis, times: TimesTable): Latencies {
    const values: number[] = [];
    const never: number[] = [];
    this.forEachPair((publication, { at }, member) => {
      const time = times.get(publication, member);
      if (!Number.isNaN(time)) {
        values.push(time - at);
      } else if (this.downSince[member] === undefined) {
        never.push(end - at);
      }
    });
    return { values: Float64Array.from(values), never: Float64Array.from(never) };
  }

  /** Every publication with every member but its own. */
  private forEachPair(visit: (publication: number, published: Published, member: number) => void): void {
    this.published.forEach((published, publication) => {
      for (let member = 0; member < this.members; member++) {
        if (member !== published.by) {
          visit(publication, published, member);
        }
      }
    });
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
function isReAnnouncement(cause: SendCause): boolean {
  return cause !== "publication" && cause !== "suppression" && cause !== "link-up" && cause !== "requested";
}
