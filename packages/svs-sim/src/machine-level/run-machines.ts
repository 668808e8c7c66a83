import type { Dialect, Millis } from "@svs/core";
import { BinaryHeap, SeededRandom } from "@svs/transport-memory";
import { DIALECTS } from "../dialects.js";
import { EPOCH, FIRST_BOOTSTRAP_TIME } from "../epoch.js";
import { graphOf } from "../graph.js";
import { historyOf } from "../history.js";
import { Recorder } from "../recorder.js";
import type { RunHooks } from "../run-hooks.js";
import type { RunResult } from "../run-result.js";
import type { Scenario } from "../scenario.js";
import { type Happening, timeline } from "../timeline.js";
import { TRACE_SCHEMA } from "../trace.js";
import { Cuts } from "./cuts.js";
import type { Plan, SimEvent } from "./event.js";
import { Flood } from "./flood.js";
import { MachineMember, type MemberContext } from "./machine-member.js";
import { Medium } from "./medium.js";
import type { Network, NetworkListener } from "./network.js";
import { Packet } from "./packet.js";
import { SyncInterestSizes } from "./sync-interest-sizes.js";

const PROGRESS_STEPS = 100;

type Beginning = Pick<MemberContext, "initial" | "bootstrapTime" | "seqNo">;

/** A run at machine level, from its beginning to its end. */
class MachineRun implements NetworkListener {
  private readonly queue = new BinaryHeap<SimEvent>();
  private readonly plan: Plan = (at, event) => this.queue.push(at, event);
  private readonly recorder: Recorder;
  private readonly root: SeededRandom;
  private readonly dialect: Dialect;
  private readonly cuts: Cuts;
  private readonly network: Network;
  private readonly members: (MachineMember | undefined)[];
  /** Of crashed members. */
  private readonly left: (MachineMember | undefined)[];
  private readonly lives: number[];
  private packets = 0;
  private deliveries = 0;
  private lost = 0;
  /** What everybody knows who comes for the first time. */
  private readonly history: Uint8Array | undefined;
  private readonly sizes = new SyncInterestSizes();

  constructor(
    private readonly scenario: Scenario,
    private readonly seed: number,
    private readonly hooks: RunHooks,
  ) {
    const { members, topology = "medium", delay = 0, jitter = 0, loss = 0, dialect = "v3" } = scenario;
    this.recorder = new Recorder(members, "machine", hooks.trace);
    this.root = SeededRandom.of(seed);
    this.dialect = DIALECTS[dialect];
    this.cuts = new Cuts(members);
    this.members = new Array<undefined>(members).fill(undefined);
    this.left = new Array<undefined>(members).fill(undefined);
    this.lives = new Array<number>(members).fill(0);
    this.history = historyOf(scenario, this.firstBootstrapTime);
    const line = { delay, jitter, loss };
    const { plan } = this;
    const chance = this.root.fork("network");
    this.network =
      topology === "medium"
        ? new Medium(members, line, this.cuts, chance, plan, this)
        : new Flood(members, graphOf(topology, members), line, this.cuts, chance, plan, this);
    for (const happening of timeline(scenario, this.root.fork("timeline"))) {
      plan(happening.at, { fire: (now) => this.happen(now, happening) });
    }
  }

  /** Lets all happen that is due until then. */
  advance(until: Millis): void {
    const { queue } = this;
    for (let now = queue.minKey; now <= until; now = queue.minKey) {
      queue.pop()!.fire(now);
    }
  }

  /** The figures. To be asked for once, at the end. */
  async result(cpuSeconds: number): Promise<RunResult> {
    const { scenario, seed, recorder } = this;
    recorder.end(scenario.duration);
    return {
      level: "machine",
      seed,
      scenario,
      ...recorder.figures(scenario.duration),
      octets: { syncInterests: await this.sizes.total(this.dialect), dataInterests: 0, data: 0 },
      deliveries: this.deliveries,
      lost: this.lost,
      cpuSeconds,
    };
  }

  arrive(now: Millis, packet: Packet, number: number): void {
    const member = this.members[number];
    if (member !== undefined) {
      this.deliveries++;
      member.receive(now, packet);
    }
  }

  lose(): void {
    this.lost++;
  }

  private send(now: Millis, origin: number, vector: Uint8Array): void {
    this.sizes.count(origin, vector);
    this.hooks.onVector?.(now, origin, vector);
    this.network.send(now, new Packet(++this.packets, origin, vector));
  }

  private happen(now: Millis, happening: Happening): void {
    switch (happening.what) {
      case "join":
        this.begin(now, happening.member);
        break;
      case "publish":
        this.members[happening.member]?.publish(now, happening.count);
        break;
      case "crash": {
        const member = this.members[happening.member];
        if (member !== undefined) {
          member.stop();
          this.recorder.crash(now, happening.member);
          this.left[happening.member] = member;
          this.members[happening.member] = undefined;
        }
        break;
      }
      case "restart": {
        const before = this.left[happening.member];
        if (before !== undefined) {
          this.left[happening.member] = undefined;
          this.begin(now, happening.member, before, happening.keepsState);
        }
        break;
      }
      case "cut":
        this.cuts.add(happening.cut);
        this.recorder.cut(now);
        break;
      case "mend":
        this.cuts.remove(happening.cut);
        this.recorder.mend(now);
        break;
    }
  }

  /** A member begins a life. @param before - its last one, if there was one. */
  private begin(now: Millis, number: number, before?: MachineMember, remembers = true): void {
    const { scenario, root, dialect } = this;
    const { clocks: { skew = 0, drift = 0 } = {}, history: published = 0 } = scenario;
    const clock = root.fork(`clock ${number}`);
    const epoch = EPOCH + skew * (2 * clock.next() - 1);
    const first = { initial: this.history, bootstrapTime: this.firstBootstrapTime, seqNo: published };
    const member = new MachineMember(number, {
      ...(before === undefined ? first : this.again(before, remembers, epoch + now)),
      options: { ...scenario.options, timers: { ...dialect.timers, ...scenario.timers }, form: dialect.form },
      random: root.fork(`member ${number} ${this.lives[number]!++}`),
      recorder: this.recorder,
      plan: this.plan,
      epoch,
      drift: drift * (2 * clock.next() - 1),
      send: (at, vector) => this.send(at, number, vector),
    });
    this.members[number] = member;
    this.recorder.join(now, number);
    member.linkUp(now);
  }

  /** What a member begins another life with: its memory, or a bootstrap time above its last one. */
  private again(before: MachineMember, remembers: boolean, wall: Millis): Beginning {
    const { machine, bootstrapTime, seqNo } = before;
    if (remembers) {
      return { initial: machine.vector.encode(), bootstrapTime, seqNo };
    }
    const boot = this.dialect.hasBootstrapTime ? Math.max(Math.floor(wall / 1000), bootstrapTime + 1) : 0;
    return { initial: undefined, bootstrapTime: boot, seqNo: 0 };
  }

  private get firstBootstrapTime(): number {
    return this.dialect.hasBootstrapTime ? FIRST_BOOTSTRAP_TIME : 0;
  }
}

/**
 * Runs a scenario at machine level: a protocol machine for each member, with the real codec; signatures
 * are good, and cost nothing.
 */
export async function runMachines(
  scenario: Scenario,
  seed: number,
  hooks: RunHooks = {},
): Promise<RunResult> {
  hooks.trace?.({ schema: TRACE_SCHEMA, level: "machine", seed, scenario });
  const begun = process.cpuUsage();
  const run = new MachineRun(scenario, seed, hooks);
  for (let step = 1; step <= PROGRESS_STEPS; step++) {
    run.advance((scenario.duration * step) / PROGRESS_STEPS);
    hooks.onProgress?.(step / PROGRESS_STEPS);
  }
  const { user, system } = process.cpuUsage(begun);
  return run.result((user + system) / 1e6);
}
