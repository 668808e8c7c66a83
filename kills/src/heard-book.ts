import { readFileSync } from "node:fs";
import { idOf, type Ledger, type Violation } from "./ledger.js";
import type { Heard } from "./programs/protocol.js";

/** What a reader wrote down over its lives, judged: at least once, in order, with the contents that were published. */
export class HeardBook {
  /** Publications that came again in a later life. */
  again = 0;
  private linesJudged = 0;
  /** Up to which number everything was delivered, by bootstrap time. */
  private readonly upTo = new Map<number, number>();
  private life = 0;
  /** The last number in this life, by bootstrap time. */
  private last = new Map<number, number>();

  constructor(
    private readonly file: string,
    private readonly ledger: Ledger,
  ) {}

  /** How many publications were delivered, each counted once. */
  get total(): number {
    return [...this.upTo.values()].reduce((sum, seqNo) => sum + seqNo, 0);
  }

  /** One for each bootstrap time of which not all that was announced was delivered. */
  undelivered(): Violation[] {
    return [...this.ledger.announced].flatMap(([bootstrapTime, announced]) => {
      const upTo = this.heardOf(bootstrapTime);
      const message = `${idOf(bootstrapTime, announced)} was announced, and only numbers up to #${upTo} were delivered.`;
      return upTo < announced ? [{ rule: "delivered in order", message }] : [];
    });
  }

  /** Judges what was written since the last time. */
  judge(): void {
    const lines = readFileSync(this.file, { encoding: "utf8", flag: "a+" }).split("\n").slice(0, -1);
    for (const line of lines.slice(this.linesJudged)) {
      this.judgeLine(JSON.parse(line) as Heard);
    }
    this.linesJudged = lines.length;
  }

  private heardOf(bootstrapTime: number): number {
    return this.upTo.get(bootstrapTime) ?? 0;
  }

  private judgeLine(heard: Heard): void {
    const { life, bootstrapTime, seqNo } = heard;
    if (life !== this.life) {
      this.life = life;
      this.last = new Map();
    }
    const upTo = this.heardOf(bootstrapTime);
    const last = this.last.get(bootstrapTime);
    if (last === undefined ? seqNo > upTo + 1 : seqNo !== last + 1) {
      const before = last === undefined ? `#${upTo} in the lives before` : `#${last}`;
      this.ledger.violate(
        "delivered in order",
        `${idOf(bootstrapTime, seqNo)} was delivered after ${before}.`,
      );
    }
    this.last.set(bootstrapTime, seqNo);
    this.again += seqNo <= upTo ? 1 : 0;
    this.upTo.set(bootstrapTime, Math.max(upTo, seqNo));
    this.ledger.see(heard, "that was delivered");
  }
}
