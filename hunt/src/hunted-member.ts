import { MemoryStateStore, type Publication, SvSync } from "@svs/core";
import type { MemberPorts } from "@svs/transport-memory";
import { type Ledger, LedgerStore } from "./ledger.js";
import type { Marks } from "./marks.js";
import type { Plan } from "./plan.js";
import { rowKey } from "./rows.js";
import { Violation } from "./violation.js";

/** What a member under the hunt stands on. */
export interface HuntedMemberOptions {
  readonly name: string;
  readonly ledger: Ledger;
  readonly marks: Marks;
  readonly timers: Plan["timers"];
  readonly extras: Plan["extras"];
  readonly onViolation: (violation: unknown) => void;
}

/** The group of every run. */
export const GROUP = "/hunt";

/** One member through all its lives, with its disk, and what its application has heard. */
export class HuntedMember {
  svs: SvSync | undefined;
  private publicationStore: LedgerStore;
  private stateStore = new MemoryStateStore();
  /** The rows that this member can serve: what it published and still has. */
  readonly own = new Set<string>();
  /** By row: up to which number the application was given all, in the life of its stores. */
  private readonly delivered = new Map<string, number>();
  /** By row: the same in this very life. */
  private heard = new Map<string, number>();
  /** By row: the highest number that it was ever given. */
  private readonly seen = new Map<string, number>();
  private lives = 0;
  private published = 0;

  constructor(private readonly options: HuntedMemberOptions) {
    this.publicationStore = new LedgerStore(options.ledger);
  }

  /** Opens it, and reads what it gets until it crashes. */
  async start(ports: MemberPorts): Promise<void> {
    this.lives++;
    const { name, timers, extras, marks, onViolation } = this.options;
    this.heard = new Map();
    const svs = await SvSync.open({
      ...ports,
      group: GROUP,
      node: `/${name}`,
      timers,
      ...extras,
      publicationStore: this.publicationStore,
      stateStore: this.stateStore,
    });
    this.svs = svs;
    this.own.add(rowKey(svs.node.value, svs.bootstrapTime));
    svs.addEventListener("suspicious", ({ detail }) => {
      if (detail.reason === "own-number") {
        marks.reached("own number from elsewhere");
      }
    });
    svs.addEventListener("error", ({ detail }) => {
      onViolation(new Violation("no error", `${name}: ${detail.message} (${String(detail.cause)})`));
    });
    await this.read(svs, ports);
  }

  async publish(octets: number): Promise<void> {
    const { svs } = this;
    if (!svs) {
      return;
    }
    const text = `${this.options.name} ${this.lives} ${++this.published} `;
    const { bootstrapTime } = svs;
    const publication = await svs.publish(text.padEnd(octets, "."));
    this.own.add(rowKey(publication.node.value, publication.bootstrapTime));
    if (publication.bootstrapTime !== bootstrapTime) {
      this.options.marks.reached("new bootstrap time");
    }
    if (octets > 8_000) {
      this.options.marks.reached("segmented publication");
    }
  }

  /** An application that takes its time, now and then. */
  private async read(svs: SvSync, { clock, random }: MemberPorts): Promise<void> {
    try {
      for await (const publication of svs.publications()) {
        this.hear(publication);
        if (random.next() < 0.3) {
          await new Promise<void>((resolve) => {
            clock.schedule(random.next() * 500, resolve);
          });
        }
        this.finish(publication);
      }
    } catch (error) {
      throw error instanceof Violation
        ? error
        : new Violation("no error", `the reading of ${this.options.name} ended: ${String(error)}`);
    }
  }

  /** It is gone; nothing of it is told. */
  crash(keepsStores: boolean): void {
    this.svs = undefined;
    if (!keepsStores) {
      this.publicationStore = new LedgerStore(this.options.ledger);
      this.stateStore = new MemoryStateStore();
      this.own.clear();
      this.delivered.clear();
    }
  }

  /** Up to which number of a row its application was given all. */
  heardOf(row: string): number {
    return this.delivered.get(row) ?? 0;
  }

  private hear({ node, bootstrapTime, seqNo, content }: Publication): void {
    const { name, ledger, marks } = this.options;
    const row = rowKey(node.value, bootstrapTime);
    const all = this.delivered.get(row) ?? 0;
    const last = this.heard.get(row);
    if (last === undefined ? seqNo > all + 1 : seqNo !== last + 1) {
      throw new Violation(
        "delivery in order",
        `${name} was given ${row} #${seqNo} after ${last === undefined ? `all up to #${all} in earlier lives` : `#${last}`}`,
      );
    }
    ledger.check(row, seqNo, content);
    const seen = this.seen.get(row) ?? 0;
    if (seqNo <= seen) {
      marks.reached("delivered again");
    }
    this.seen.set(row, Math.max(seqNo, seen));
    this.heard.set(row, seqNo);
  }

  /** The application is done with it: from now on it may count as delivered. */
  private finish({ node, bootstrapTime, seqNo }: Publication): void {
    const row = rowKey(node.value, bootstrapTime);
    this.delivered.set(row, Math.max(seqNo, this.heardOf(row)));
  }
}
