import { Component, Name } from "@ndn/packet";
import { type Effect, type Input, type Now, SyncMachine, v3 } from "@svs/core";
import { v3Form } from "@svs/tlv";
import { MachineTwin } from "../machine-twin.js";
import { Marks } from "../marks.js";
import { rowKey } from "../rows.js";
import { Violation } from "../violation.js";
import { cloneGraph } from "./clone-graph.js";

/** Something that can happen next. */
export type Action =
  | { readonly do: "publish"; readonly member: number }
  | { readonly do: "deliver"; readonly message: number }
  | { readonly do: "lose"; readonly message: number }
  | { readonly do: "restart"; readonly member: number; readonly keepsState: boolean }
  | { readonly do: "timeout"; readonly member: number };

/** What may still go on in a world. */
export interface Budget {
  /** Publications left, by member. */
  readonly publications: readonly number[];
  readonly losses: number;
  readonly restarts: number;
  /** Timers that may still expire. */
  readonly timeouts: number;
}

/** A Sync Interest on its way to one member. */
interface Message {
  readonly to: number;
  readonly octets: Uint8Array;
}

interface Member {
  readonly node: Uint8Array;
  bootstrapTime: number;
  seqNo: number;
  machine: SyncMachine;
  twin: MachineTwin;
}

/** Milliseconds since 1970 at the beginning. */
const EPOCH = 1_767_225_600_000;

const MARKS = new Marks();

/** What is specified, and no more: repeats and spreads would only make more moments out of the same. */
const SPECIFIED = { quietRepair: false, adaptiveTimers: false };
const TIMERS = { ...v3.timers, ...SPECIFIED };

/**
 * A few machines, and the Sync Interests between them, which may take as long as they want. Timers expire
 * when they are due. Signatures take no time.
 */
export class World {
  private now = 0;
  private readonly members: Member[] = [];
  private readonly messages: Message[] = [];
  /** By row, how many publications there are. */
  private readonly published = new Map<string, number>();
  private ids = 0;

  constructor(private budget: Budget) {
    for (let i = 0; i < budget.publications.length; i++) {
      const node = new Name([Component.from(`m${i}`)]).value;
      const member = { node, bootstrapTime: EPOCH / 1000, seqNo: 0 } as Member;
      this.members.push(member);
      this.boot(member);
    }
    // Everybody has joined, and heard that the others know nothing either.
    while (this.messages.length > 0) {
      this.do({ do: "deliver", message: 0 });
    }
  }

  /** An independent copy. */
  clone(): World {
    return cloneGraph(this, KEPT);
  }

  /** All that can happen now. */
  actions(): Action[] {
    const { budget, members, messages } = this;
    const actions: Action[] = [];
    budget.publications.forEach((left, member) => {
      if (left > 0) {
        actions.push({ do: "publish", member });
      }
    });
    const seen = new Set<string>();
    messages.forEach(({ to, octets }, message) => {
      const text = `${to} ${Buffer.from(octets).toString("latin1")}`;
      if (!seen.has(text)) {
        seen.add(text); // one of two that are alike will do
        actions.push({ do: "deliver", message });
        if (budget.losses > 0) {
          actions.push({ do: "lose", message });
        }
      }
    });
    if (budget.restarts > 0) {
      members.forEach((_, member) => {
        actions.push(
          { do: "restart", member, keepsState: true },
          { do: "restart", member, keepsState: false },
        );
      });
    }
    if (budget.timeouts > 0) {
      actions.push({ do: "timeout", member: this.nextDue() });
    }
    return actions;
  }

  /** @throws Violation if an invariant does not hold any more. */
  do(action: Action): void {
    const { budget, members, messages } = this;
    switch (action.do) {
      case "publish": {
        const member = members[action.member]!;
        const publications = budget.publications.with(action.member, budget.publications[action.member]! - 1);
        this.budget = { ...budget, publications };
        const { node, bootstrapTime } = member;
        const seqNo = ++member.seqNo;
        this.published.set(rowKey(node, bootstrapTime), seqNo);
        this.step(action.member, { type: "published", node, bootstrapTime, seqNo });
        break;
      }
      case "deliver": {
        const [{ to, octets }] = messages.splice(action.message, 1) as [Message];
        const id = ++this.ids;
        const digest = new Uint8Array(32);
        new DataView(digest.buffer).setUint32(0, id);
        this.step(to, { type: "received", vector: { id, octets, digest } });
        break;
      }
      case "lose":
        this.budget = { ...budget, losses: budget.losses - 1 };
        messages.splice(action.message, 1);
        break;
      case "restart": {
        this.budget = { ...budget, restarts: budget.restarts - 1 };
        const member = members[action.member]!;
        const initial = action.keepsState ? member.machine.vector.encode() : undefined;
        if (!action.keepsState) {
          member.bootstrapTime++;
          member.seqNo = 0;
        }
        this.boot(member, initial);
        break;
      }
      case "timeout": {
        this.budget = { ...budget, timeouts: budget.timeouts - 1 };
        this.now = Math.max(this.now, members[action.member]!.machine.deadline!);
        this.step(action.member, { type: "timeout" });
        break;
      }
    }
  }

  /** Two worlds with the same key go on alike. Times are told from now on. */
  key(): string {
    const { now, members, messages, budget } = this;
    const { suppression } = v3.timers;
    const state = members.map(({ bootstrapTime, seqNo, machine, twin: { naive } }) => [
      bootstrapTime,
      seqNo,
      [...naive.rows]
        .map(([row, { seqNo: known, since }]) => `${row}=${known},${Math.min(now - since, suppression)}`)
        .sort(),
      naive.merged && [...naive.merged].map(([row, known]) => `${row}=${known}`).sort(),
      machine.deadline! - now,
    ]);
    const onTheWay = messages
      .map(({ to, octets }) => `${to} ${Buffer.from(octets).toString("latin1")}`)
      .sort();
    return JSON.stringify([state, onTheWay, budget]);
  }

  /** Whether nothing more can happen within the budget. */
  get isCalm(): boolean {
    const { publications, timeouts } = this.budget;
    return this.messages.length === 0 && timeouts === 0 && publications.every((left) => left === 0);
  }

  /** Whether all know all that was published and not lost with its publisher's state. */
  get agreed(): boolean {
    const [first, ...others] = this.members.map(({ machine }) => machine.vector);
    return others.every((vector) => Buffer.compare(vector.encode(), first!.encode()) === 0);
  }

  /** Lets everything arrive, and timers expire, with nothing lost any more. @returns whether all agree then. */
  finish(timeouts: number): boolean {
    this.budget = { ...this.budget, timeouts: Number.POSITIVE_INFINITY };
    for (let left = timeouts; left > 0; left--) {
      while (this.messages.length > 0) {
        this.do({ do: "deliver", message: 0 });
      }
      if (this.agreed) {
        return true;
      }
      this.do({ do: "timeout", member: this.nextDue() });
    }
    return false;
  }

  private boot(member: Member, initial?: Uint8Array): void {
    const index = this.members.indexOf(member);
    // Chance is the same each time, and another one for each member.
    const chance = (index + 1) / (this.budget.publications.length + 1);
    member.machine = new SyncMachine({ ...SPECIFIED, random: () => chance, initial });
    member.twin = new MachineTwin(member.machine, new Host(this.published));
    this.step(index, { type: "link-up" });
  }

  private nextDue(): number {
    const due = this.members.map(({ machine }) => machine.deadline!);
    return due.indexOf(Math.min(...due));
  }

  private step(index: number, input: Input): void {
    const { machine, twin } = this.members[index]!;
    const now: Now = { monotonic: this.now, wall: EPOCH + this.now };
    twin.before(now, input);
    const effects = machine.step(now, input);
    twin.after(now, input, effects);
    for (const effect of effects) {
      this.carryOut(index, effect);
    }
  }

  private carryOut(index: number, effect: Effect): void {
    switch (effect.type) {
      case "verify":
        this.step(index, { type: "verified", id: effect.id, ok: true });
        break;
      case "sign":
        this.signing = effect.vector;
        this.step(index, { type: "signed", id: effect.id });
        break;
      case "send":
        for (let to = 0; to < this.members.length; to++) {
          if (to !== index && this.members[to]!.machine) {
            this.messages.push({ to, octets: this.signing });
          }
        }
        break;
      case "incomplete":
        throw new Violation("as specified", "a whole vector was taken for a part");
      case "update":
      case "drop":
        break;
    }
  }

  /** What the `send` that comes next sends. */
  private signing: Uint8Array = new Uint8Array();
}

/** What a twin asks of its world. */
class Host {
  readonly marks = MARKS;
  readonly timers = TIMERS;
  readonly now = 0;

  constructor(private readonly published: ReadonlyMap<string, number>) {}

  highest(row: string): number {
    return this.published.get(row) ?? 0;
  }
}

/** The same in every copy. */
const KEPT: ReadonlySet<unknown> = new Set<unknown>([v3Form, v3, MARKS, TIMERS]);
