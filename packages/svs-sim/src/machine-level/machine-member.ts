import { type Effect, type Input, type MachineOptions, type Millis, SyncMachine } from "@svs/core";
import type { SeededRandom } from "@svs/transport-memory";
import { memberOf, nodeOctets } from "../node-names.js";
import type { Recorder } from "../recorder.js";
import type { Plan, SimEvent } from "./event.js";
import type { Packet } from "./packet.js";

/** What a member stands on. */
export interface MemberContext {
  /** Options of the machine, chance and beginning left out. */
  readonly options: Omit<MachineOptions, "random" | "initial">;
  /** The vector to begin with, as a version 3 StateVector TLV. */
  readonly initial: Uint8Array | undefined;
  readonly random: SeededRandom;
  readonly recorder: Recorder;
  readonly plan: Plan;
  /** Milliseconds since 1970 at the beginning of virtual time, on its own clock. */
  readonly epoch: Millis;
  /** By which its clock is too fast, as a share. */
  readonly drift: number;
  /** In seconds since 1970; 0 in forms that have none. */
  readonly bootstrapTime: number;
  /** Its last number. */
  readonly seqNo: number;
  send(now: Millis, vector: Uint8Array): void;
}

/**
 * One life of a member: a machine, whose signatures succeed at once and whose verdicts are good. As an
 * event, its deadline.
 */
export class MachineMember implements SimEvent {
  readonly machine: SyncMachine;
  readonly bootstrapTime: number;
  seqNo: number;
  private readonly rate: number;
  private readonly node: Uint8Array;
  private readonly now = { monotonic: 0, wall: 0 };
  /** When it is planned as an event next, in virtual time. */
  private planned = Number.POSITIVE_INFINITY;
  private readonly answers: Input[] = [];
  private stepping = false;
  private suppressed = false;
  private unsent: Uint8Array | undefined;

  constructor(
    readonly number: number,
    private readonly context: MemberContext,
  ) {
    const { options, initial, random, drift, bootstrapTime, seqNo } = context;
    this.machine = new SyncMachine({ ...options, initial, random: () => random.next() });
    this.bootstrapTime = bootstrapTime;
    this.seqNo = seqNo;
    this.rate = 1 + drift;
    this.node = nodeOctets(number);
  }

  linkUp(now: Millis): void {
    this.step(now, { type: "link-up" });
  }

  /** Publishes so many at once. */
  publish(now: Millis, count: number): void {
    const { recorder } = this.context;
    recorder.publishing(now);
    for (let i = 0; i < count; i++) {
      recorder.publish(now, this.number, this.bootstrapTime, ++this.seqNo);
    }
    const { node, bootstrapTime, seqNo } = this;
    this.step(now, { type: "published", node, bootstrapTime, seqNo });
  }

  receive(now: Millis, packet: Packet): void {
    const effects = this.stepOne(now, packet.received);
    if (effects.length === 1 && effects[0]!.type === "verify") {
      this.step(now, packet.verified); // what nearly every packet comes to
    } else {
      this.carryOut(now, effects);
      this.settle(now);
    }
  }

  /** It has crashed: nothing planned happens any more. */
  stop(): void {
    this.planned = Number.POSITIVE_INFINITY;
  }

  fire(now: Millis): void {
    if (now !== this.planned) {
      return; // another moment was planned since
    }
    this.planned = Number.POSITIVE_INFINITY;
    const { deadline } = this.machine;
    if (deadline !== undefined && this.momentOf(deadline) <= now) {
      // On a clock that drifts the moment is rounded: the deadline has come all the same.
      this.now.monotonic = Math.max(this.now.monotonic, deadline);
      this.step(now, { type: "timeout" });
    } else {
      this.arm(now);
    }
  }

  private step(now: Millis, input: Input): void {
    this.carryOut(now, this.stepOne(now, input));
    this.settle(now);
  }

  /** Gives the answers that effects asked for, and looks at what the machine has become. */
  private settle(now: Millis): void {
    if (this.stepping) {
      return;
    }
    this.stepping = true;
    for (let answer = this.answers.shift(); answer !== undefined; answer = this.answers.shift()) {
      this.carryOut(now, this.stepOne(now, answer));
    }
    this.stepping = false;
    const suppressed = this.machine.phase === "suppression";
    if (suppressed !== this.suppressed) {
      this.suppressed = suppressed;
      this.context.recorder.phase(now, this.number, suppressed);
    }
    this.arm(now);
  }

  private stepOne(now: Millis, input: Input): readonly Effect[] {
    const passed = now * this.rate;
    this.now.monotonic = Math.max(this.now.monotonic, passed);
    this.now.wall = this.context.epoch + passed;
    return this.machine.step(this.now, input);
  }

  private carryOut(now: Millis, effects: readonly Effect[]): void {
    const { recorder } = this.context;
    for (const effect of effects) {
      switch (effect.type) {
        case "verify":
          this.answers.push({ type: "verified", id: effect.id, ok: true });
          break;
        case "sign":
          this.unsent = effect.vector;
          this.answers.push({ type: "signed", id: effect.id });
          break;
        case "send":
          recorder.send(now, this.number, effect.cause, this.unsent!.length);
          this.context.send(now, this.unsent!);
          break;
        case "update":
          for (const { node, bootstrapTime, low, high } of effect.ranges) {
            recorder.know(now, this.number, memberOf(node), bootstrapTime, low, high);
          }
          break;
        case "drop":
          recorder.drop(now, this.number, effect.reason);
          break;
        case "incomplete":
          break; // vectors are whole here
      }
    }
  }

  /** Plans anew only when the deadline came nearer: most packets push it back. */
  private arm(now: Millis): void {
    const { deadline } = this.machine;
    if (deadline === undefined) {
      return;
    }
    const at = Math.max(now, this.momentOf(deadline));
    if (at < this.planned) {
      this.planned = at;
      this.context.plan(at, this);
    }
  }

  private momentOf(monotonic: Millis): Millis {
    return this.rate === 1 ? monotonic : monotonic / this.rate;
  }
}
