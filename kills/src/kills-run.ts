import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SeededRandom } from "@svs/transport-memory";
import type { Programs } from "./bundle-programs.js";
import { Child } from "./child.js";
import { HeardBook } from "./heard-book.js";
import type { KilledAt, KillsOptions, KillsResult } from "./kills.js";
import type { Ledger, Violation } from "./ledger.js";
import type { Observer } from "./observer.js";

/** Milliseconds: in which a random kill falls, and after which one that was aimed at a step is not waited for. */
const MOMENTS = { starting: 250, publishing: 300, aimed: 1000 } as const;
/** Milliseconds after which everything that a killed writer has sent has arrived, as a rule: only counts depend on it. */
const SOCKETS_EMPTY = 20;
/** Steps that are aimed at, from the start of a life. */
const AIM = { writer: 50, reader: 120 } as const;
/** Numbers that are asked for after each start: of the newest, and of all. */
const ASK = { newest: 12, any: 4 } as const;
/** Numbers that are asked for at once in the end. */
const AT_ONCE = 16;
/** How long the reader may take for what is left in the end, in milliseconds. */
const PATIENCE = 30_000;

export interface KillsContext {
  readonly options: KillsOptions;
  readonly folder: string;
  /** Its address. */
  readonly forwarder: string;
  readonly programs: Programs;
  readonly ledger: Ledger;
  readonly observer: Observer;
}

/** The lives of a writer and a reader, one after the other. */
export class KillsRun {
  private readonly draw: SeededRandom;
  private readonly book: HeardBook;
  private readonly byStep = { writer: new Map<KilledAt, number>(), reader: new Map<KilledAt, number>() };
  private readonly violations: Violation[] = [];
  private readonly upAfter: number[] = [];
  /** Up to which number everything was asked for in the end, by bootstrap time. */
  private readonly asked = new Map<number, number>();
  private kills = 0;
  private both = 0;
  private recovered = 0;
  private lives = 0;
  private writer!: Child;
  private reader!: Child;

  constructor(private readonly context: KillsContext) {
    this.draw = SeededRandom.of(context.options.seed);
    this.book = new HeardBook(join(context.folder, "reader", "heard.jsonl"), context.ledger);
  }

  async go(): Promise<KillsResult> {
    const { options, folder, observer } = this.context;
    await mkdir(join(folder, "reader"));
    await observer.listen(() => this.writer.gone);
    try {
      this.startReader();
      await this.reader.up();
      while (this.kills < options.count && !this.isOver()) {
        const how = await this.liveOnce();
        this.kills++;
        await this.clearDoubts();
        options.onKill?.(this.kills, how);
        this.book.judge();
        this.note(`After kill ${this.kills} (${how})`);
      }
      if (this.violations.length === 0) {
        await this.settle();
      }
      return this.result();
    } finally {
      await Promise.all([this.reader, this.writer].map((child) => child?.kill()));
    }
  }

  private isOver(): boolean {
    const { until } = this.context.options;
    return this.violations.some(({ rule }) => until === undefined || rule === until);
  }

  private note(when: string): void {
    for (const { rule, message } of this.context.ledger.takeViolations()) {
      this.violations.push({ rule, message: `${when}: ${message}` });
    }
  }

  /** One life of the writer, and now and then the end of one of the reader. @returns where it was killed. */
  private async liveOnce(): Promise<string> {
    const draw = this.draw.fork(`kill ${this.kills + 1}`);
    const aimed = draw.chance(0.6);
    const starting = !aimed && draw.chance(0.2);
    const both = draw.chance(0.15);
    const readerAlone = draw.chance(0.25);
    this.startWriter(draw, aimed ? 1 + draw.below(AIM.writer) : undefined);
    const { writer } = this;
    const asking = this.askForSome(draw.fork("ask"));
    if (starting) {
      await passed(draw.below(MOMENTS.starting));
    } else {
      await writer.up();
      const readerKilled = readerAlone ? this.killReader(draw.below(MOMENTS.publishing)) : undefined;
      if (aimed) {
        await Promise.race([writer.end(), passed(MOMENTS.aimed)]);
      } else {
        await passed(draw.below(MOMENTS.publishing));
      }
      await readerKilled;
    }
    this.both += both ? 1 : 0;
    await Promise.all([writer.kill(), both ? this.reader.kill() : undefined]);
    await asking;
    const writerAt = this.noteKill("writer", writer);
    const readerAt = await this.reviveReader();
    return readerAt === undefined ? writerAt : `${writerAt}; the reader ${readerAt}`;
  }

  /** What was announced before has to be served as soon as the writer is there again. */
  private async askForSome(draw: SeededRandom): Promise<void> {
    const { ledger, observer } = this.context;
    const { writer } = this;
    await passed(SOCKETS_EMPTY);
    const before = new Map(ledger.announced);
    await writer.up();
    const { begunAt } = writer;
    if (begunAt === undefined) {
      return; // killed as it started: the next life is asked
    }
    this.upAfter.push(writer.upAfter!);
    this.recovered += Math.max(0, begunAt.seqNo - (before.get(begunAt.bootstrapTime) ?? 0));
    for (const [bootstrapTime, highest] of before) {
      const newest = Array.from({ length: Math.min(ASK.newest, highest) }, (_, i) => highest - i);
      const any = Array.from({ length: ASK.any }, () => 1 + draw.below(highest));
      await Promise.all(
        [...newest, ...any].map((seqNo) => observer.check(bootstrapTime, seqNo, writer.gone)),
      );
    }
  }

  /** What was not served before its writer went is asked for in a life that lasts until it is. */
  private async clearDoubts(): Promise<void> {
    const { observer } = this.context;
    const doubts = observer.takeDoubts();
    if (doubts.length > 0) {
      this.startWriter(this.draw.fork(`doubts ${this.kills}`), undefined, 0);
      const { writer } = this;
      await writer.up();
      await Promise.all(
        doubts.map(({ bootstrapTime, seqNo }) => observer.check(bootstrapTime, seqNo, writer.gone)),
      );
      await writer.kill();
    }
  }

  /** A last life in which nothing is published: everything is asked for, and everything has to arrive. */
  private async settle(): Promise<void> {
    this.startWriter(this.draw.fork("end"), undefined, 0);
    await this.writer.up();
    await this.askForAll();
    this.note("In the end");
    if (this.violations.length === 0) {
      await this.hearAll();
      await this.askForAll(); // what the last life announced first
      this.note("In the end");
    }
  }

  /** Asks for all that was announced, and was not asked for here before. */
  private async askForAll(): Promise<void> {
    const { ledger, observer } = this.context;
    for (const [bootstrapTime, highest] of ledger.announced) {
      for (let low = (this.asked.get(bootstrapTime) ?? 0) + 1; low <= highest; low += AT_ONCE) {
        const numbers = Array.from({ length: Math.min(AT_ONCE, highest - low + 1) }, (_, i) => low + i);
        await Promise.all(numbers.map((seqNo) => observer.check(bootstrapTime, seqNo, this.writer.gone)));
      }
      this.asked.set(bootstrapTime, highest);
    }
  }

  /** Resolves when all that was published is announced and delivered, or has had the time for it. */
  private async hearAll(): Promise<void> {
    const { ledger } = this.context;
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      this.book.judge();
      const missing = [...ledger.unannounced(), ...this.book.undelivered()];
      if (missing.length === 0) {
        break;
      }
      if (performance.now() > deadline) {
        for (const { rule, message } of missing) {
          ledger.violate(rule, message);
        }
        break;
      }
      // One that was to die at some step may do so now.
      await this.reviveReader();
      await passed(50);
    }
  }

  private startWriter(draw: SeededRandom, dieAtStep: number | undefined, publications?: number): void {
    const { programs, folder, ledger, options } = this.context;
    this.writer = new Child(
      programs.writer,
      {
        ...this.life(join(folder, "writer")),
        seed: draw.below(2 ** 32),
        dieAtStep,
        publications: publications ?? options.publicationsPerLife,
      },
      (content) => ledger.confirm(content),
    );
  }

  private startReader(): void {
    const { programs, folder } = this.context;
    const draw = this.draw.fork(`reader ${this.lives}`);
    const dieAtStep = draw.chance(0.5) ? 1 + draw.below(AIM.reader) : undefined;
    this.reader = new Child(programs.reader, { ...this.life(join(folder, "reader")), dieAtStep });
  }

  private life(folder: string) {
    const { forwarder, options } = this.context;
    const { durability = "power", sabotage } = options;
    return { forwarder, folder, life: ++this.lives, durability, sabotage };
  }

  private async killReader(after: number): Promise<void> {
    await passed(after);
    await this.reader.kill();
    await this.reviveReader();
  }

  /** Starts the reader again if it is gone. @returns where it was killed, then. */
  private async reviveReader(): Promise<KilledAt | undefined> {
    const { reader } = this;
    if (!reader.gone.aborted) {
      return undefined;
    }
    await reader.end();
    this.startReader();
    return this.noteKill("reader", reader);
  }

  private noteKill(who: "writer" | "reader", child: Child): KilledAt {
    const at = child.diedAt ?? (child.begunAt === undefined ? "as it started" : "at a random moment");
    const counts = this.byStep[who];
    counts.set(at, (counts.get(at) ?? 0) + 1);
    return at;
  }

  private result(): KillsResult {
    const { kills, byStep, both, recovered, book, upAfter, violations } = this;
    return {
      kills,
      byStep,
      both,
      announced: this.context.ledger.total,
      recovered,
      delivered: book.total,
      again: book.again,
      upAfter: upAfter.toSorted((a, b) => a - b),
      violations,
    };
  }
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
