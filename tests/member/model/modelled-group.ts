import {
  type Clock,
  MemoryPublicationStore,
  MemoryStateStore,
  type Publication,
  type StateStore,
  type StoredPacket,
  SvSync,
  SvsError,
} from "@svs/core";
import type { MemberPorts, MemoryNetwork } from "@svs/transport-memory";
import { expect } from "vitest";

/** Who is in the group. */
export const NAMES = ["alice", "bob", "carol"] as const;
export type MemberName = (typeof NAMES)[number];

/** Publications above it are segmented. */
const SEGMENT = 300;

/** What a packet takes to be stored, in milliseconds: somebody may be killed between two. */
const WRITING = 5;

/** A store on a medium that takes its time, and fails when it is told to. */
class FailingStore extends MemoryPublicationStore {
  /** Of the member that has it; stands still when that is killed. */
  clock: Clock | undefined;
  /** Own packets that are still taken before one is refused; `Infinity` while nothing is wrong. */
  puts = Number.POSITIVE_INFINITY;

  override async put(packet: StoredPacket): Promise<void> {
    if (packet.own) {
      this.puts -= 1;
      if (this.puts < 0) {
        this.puts = Number.POSITIVE_INFINITY;
        throw new SvsError("store-failed", "The disk is broken.");
      }
      await new Promise<void>((resolve) => {
        this.clock!.schedule(WRITING, resolve);
      });
    }
    await super.put(packet);
  }
}

interface Seat {
  svs: SvSync | undefined;
  readonly publicationStore: FailingStore;
  readonly stateStore: StateStore;
  /** Delivered to the application, over all lives: the last number by publisher's row. */
  readonly delivered: Map<string, number>;
  /** Counted up with every life: what an earlier one says does not count any more. */
  life: number;
}

/**
 * Members with stores, and beside them what must be true of them: a book of what was published under which
 * number, and up to where each application has read.
 */
export class ModelledGroup {
  private readonly seats = new Map<MemberName, Seat>();
  /** Contents by `row#number`. What is in it stays. */
  private readonly contents = new Map<string, string>();
  /** Contents whose publishing did not come to its end: each may be there under one number, or not at all. */
  private readonly undecided = new Set<string>();
  /** Numbers that publishing has given out, by row. */
  private readonly highest = new Map<string, number>();
  private readonly cuts = new Map<MemberName, Disposable>();
  private readonly wrong: unknown[] = [];

  private constructor(private readonly network: MemoryNetwork) {}

  static async open(network: MemoryNetwork): Promise<ModelledGroup> {
    const group = new ModelledGroup(network);
    for (const [name, ports] of Object.entries(network.star(NAMES, { delay: 10 }))) {
      const seat: Seat = {
        svs: undefined,
        publicationStore: new FailingStore(),
        stateStore: new MemoryStateStore(),
        delivered: new Map(),
        life: 0,
      };
      group.seats.set(name as MemberName, seat);
      await group.enter(name as MemberName, ports);
    }
    return group;
  }

  /** Publishes, to the end. */
  async publish(name: MemberName, content: string): Promise<void> {
    const { svs } = this.seat(name);
    const { seqNo } = await this.network.complete(svs!.publish(content));
    this.enterInBook(rowOf(svs!.node, svs!.bootstrapTime), seqNo, content);
  }

  /** Publishes while the disk breaks, after so many packets. */
  async publishInVain(name: MemberName, content: string, puts: number): Promise<void> {
    const { svs, publicationStore } = this.seat(name);
    publicationStore.puts = puts;
    const outcome = svs!.publish(content).then(
      ({ seqNo }) => seqNo,
      (error: unknown) => error,
    );
    const result = await this.network.complete(outcome);
    publicationStore.puts = Number.POSITIVE_INFINITY;
    if (typeof result === "number") {
      this.enterInBook(rowOf(svs!.node, svs!.bootstrapTime), result, content);
    } else {
      expect(result).toMatchObject({ code: "store-failed" });
    }
  }

  /** Begins to publish, and is killed after so many milliseconds. */
  async publishAndCrash(name: MemberName, content: string, after: number): Promise<void> {
    const { svs } = this.seat(name);
    this.undecided.add(content);
    void svs!.publish(content).catch((error: unknown) => this.wrong.push(error));
    await this.network.advance(after);
    await this.crash(name);
  }

  /** Is killed, and comes back with its stores. */
  async crash(name: MemberName): Promise<void> {
    this.network.crash(name);
    await this.enter(name, this.network.restart(name));
  }

  /** Closes, and comes back. */
  async reopen(name: MemberName): Promise<void> {
    await this.network.complete(this.seat(name).svs!.close());
    this.network.crash(name);
    await this.enter(name, this.network.restart(name));
  }

  /** Nobody hears it, and it hears nobody; or all do again. */
  cut(name: MemberName): void {
    if (!this.cuts.has(name)) {
      this.cuts.set(
        name,
        this.network.partition([[name], [...NAMES.filter((other) => other !== name), "hub"]]),
      );
    }
  }

  heal(name: MemberName): void {
    this.cuts.get(name)?.[Symbol.dispose]();
    this.cuts.delete(name);
  }

  async pass(time: number): Promise<void> {
    await this.network.advance(time);
  }

  /** Asks the member's own store for everything that it has published. */
  async checkOwn(name: MemberName): Promise<void> {
    const { svs } = this.seat(name);
    const row = rowOf(svs!.node, svs!.bootstrapTime);
    for (let seqNo = 1; seqNo <= (this.highest.get(row) ?? 0); seqNo++) {
      const { content } = await this.network.complete(
        svs!.fetchData(svs!.node, seqNo, { bootstrapTime: svs!.bootstrapTime }),
      );
      this.enterInBook(row, seqNo, new TextDecoder().decode(content));
    }
  }

  check(): void {
    if (this.wrong.length > 0) {
      throw this.wrong[0];
    }
  }

  /** Heals everything, and waits until everybody has everything. */
  async finish(): Promise<void> {
    for (const name of NAMES) {
      this.heal(name);
    }
    const everything = (): boolean =>
      [...this.highest].every(([row, seqNo]) =>
        NAMES.every((name) => row.startsWith(`/${name}@`) || this.seat(name).delivered.get(row)! >= seqNo),
      );
    await this.network.until(everything, { within: 300_000 });
    for (const name of NAMES) {
      await this.checkOwn(name);
    }
    this.check();
  }

  private seat(name: MemberName): Seat {
    return this.seats.get(name)!;
  }

  private async enter(name: MemberName, ports: MemberPorts): Promise<void> {
    const seat = this.seat(name);
    const { publicationStore, stateStore } = seat;
    publicationStore.clock = ports.clock;
    const opening = SvSync.open({
      ...ports,
      group: "/group",
      node: `/${name}`,
      segmentSize: SEGMENT,
      publicationStore,
      stateStore,
    });
    seat.svs = await this.network.complete(opening);
    seat.life += 1;
    void this.read(seat, seat.life).catch((error: unknown) => this.wrong.push(error));
  }

  private async read(seat: Seat, life: number): Promise<void> {
    const inThisLife = new Map<string, number>();
    for await (const publication of seat.svs!.publications()) {
      expect(seat.life).toBe(life);
      const { seqNo } = publication;
      const row = rowOf(publication.node, publication.bootstrapTime);
      const last = inThisLife.get(row);
      if (last === undefined) {
        // What was handed out and not acknowledged before a crash comes again; nothing is left out.
        expect(seqNo).toBeLessThanOrEqual((seat.delivered.get(row) ?? 0) + 1);
      } else {
        expect(seqNo).toBe(last + 1);
      }
      this.judge(row, publication);
      inThisLife.set(row, seqNo);
      seat.delivered.set(row, Math.max(seqNo, seat.delivered.get(row) ?? 0));
    }
  }

  private judge(row: string, publication: Publication): void {
    this.enterInBook(row, publication.seqNo, publication.text());
  }

  /** One content for a number, and one number for a content. */
  private enterInBook(row: string, seqNo: number, content: string): void {
    const key = `${row}#${seqNo}`;
    const known = this.contents.get(key);
    if (known === undefined) {
      expect([...this.contents.values()]).not.toContain(content);
      this.contents.set(key, content);
      this.undecided.delete(content);
    } else {
      expect(content).toBe(known);
    }
    this.highest.set(row, Math.max(seqNo, this.highest.get(row) ?? 0));
  }
}

function rowOf(node: unknown, bootstrapTime: number): string {
  return `${String(node).replaceAll("/8=", "/")}@${bootstrapTime}`;
}
