import { Name } from "@ndn/packet";
import type { Dialect, Millis } from "@svs/core";
import { type MemberOptions, type MemberPorts, MemoryNetwork, SeededRandom } from "@svs/transport-memory";
import { DIALECTS } from "../dialects.js";
import { EPOCH, FIRST_BOOTSTRAP_TIME } from "../epoch.js";
import { historyOf } from "../history.js";
import { GROUP, memberName, nodeOctets } from "../node-names.js";
import { Recorder } from "../recorder.js";
import type { RunHooks } from "../run-hooks.js";
import type { RunResult } from "../run-result.js";
import type { MachineSwitches, Scenario } from "../scenario.js";
import { memberSwitches } from "../switches.js";
import { type Cut, type Happening, timeline } from "../timeline.js";
import { TRACE_SCHEMA } from "../trace.js";
import { layNetwork, partition } from "./lay-network.js";
import { SentOctetsCount } from "./sent-octets.js";
import { newStores, StackMember, type Stores } from "./stack-member.js";

/** Octets of a publication's content, where the scenario does not say. */
const CONTENT_SIZE = 100;

/** A run of the whole stack, from its beginning to its end. */
class StackRun {
  private readonly network: MemoryNetwork;
  private readonly recorder: Recorder;
  private readonly root: SeededRandom;
  private readonly dialect: Dialect;
  private readonly switches: MachineSwitches;
  private readonly octets: SentOctetsCount;
  private readonly attachOptions: (member: number) => MemberOptions;
  private readonly members: (StackMember | undefined)[];
  private readonly stores: Stores[] = [];
  private readonly crashed = new Set<number>();
  private readonly cuts = new Map<Cut, Disposable>();
  private readonly content: Uint8Array;
  /** What everybody knows who comes for the first time. */
  private readonly history: { readonly bootstrapTime: number; readonly known: Uint8Array } | undefined;
  private failure: unknown;

  constructor(
    private readonly scenario: Scenario,
    private readonly seed: number,
    hooks: RunHooks,
  ) {
    const { members, dialect = "v3", content = CONTENT_SIZE } = scenario;
    this.switches = memberSwitches(scenario);
    this.dialect = DIALECTS[dialect];
    this.recorder = new Recorder(members, "stack", hooks.trace);
    this.root = SeededRandom.of(seed);
    this.octets = new SentOctetsCount(this.dialect);
    this.network = new MemoryNetwork({
      seed,
      log: false,
      epoch: EPOCH,
      onSend: (packet) => {
        this.octets.count(packet);
        hooks.onPacket?.(packet.at, Number(packet.member.slice(1)), packet.octets);
      },
    });
    this.attachOptions = layNetwork(this.network, scenario);
    this.members = new Array<undefined>(members).fill(undefined);
    this.content = new Uint8Array(content);
    const bootstrapTime = this.dialect.hasBootstrapTime ? FIRST_BOOTSTRAP_TIME : 0;
    const known = historyOf(scenario, bootstrapTime);
    this.history = known && { bootstrapTime, known };
  }

  async play(onProgress: ((share: number) => void) | undefined): Promise<void> {
    const { scenario, network } = this;
    for (const happening of timeline(scenario, this.root.fork("timeline"))) {
      await this.advanceTo(happening.at);
      await this.happen(happening);
      onProgress?.(network.now / scenario.duration);
    }
    await this.advanceTo(scenario.duration);
    onProgress?.(1);
  }

  result(cpuSeconds: number): RunResult {
    const { scenario, seed, recorder, network } = this;
    const { fates } = network.log;
    recorder.end(scenario.duration);
    return {
      level: "stack",
      seed,
      scenario,
      ...recorder.figures(scenario.duration),
      octets: this.octets.total,
      deliveries: fates.delivered,
      lost: fates.lost + fates.dropped,
      cpuSeconds,
    };
  }

  private async advanceTo(at: Millis): Promise<void> {
    if (at > this.network.now) {
      await this.network.advance(at - this.network.now);
    }
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  private async happen(happening: Happening): Promise<void> {
    const { network, recorder } = this;
    const { now } = network;
    switch (happening.what) {
      case "join":
        await this.join(happening.member);
        break;
      case "publish":
        for (let i = 0; i < happening.count; i++) {
          this.members[happening.member]?.publish(this.content);
        }
        break;
      case "crash":
        if (this.members[happening.member] !== undefined) {
          this.members[happening.member]!.stop();
          this.members[happening.member] = undefined;
          this.crashed.add(happening.member);
          network.crash(memberName(happening.member));
          recorder.crash(now, happening.member);
        }
        break;
      case "restart":
        if (this.crashed.delete(happening.member)) {
          if (!happening.keepsState) {
            this.stores[happening.member] = await this.emptyStores();
          }
          this.open(happening.member, network.restart(memberName(happening.member)));
        }
        break;
      case "cut":
        this.cuts.set(happening.cut, partition(network, happening.cut.groups, happening.cut.oneWay));
        recorder.cut(now);
        break;
      case "mend":
        this.cuts.get(happening.cut)?.[Symbol.dispose]();
        this.cuts.delete(happening.cut);
        recorder.mend(now);
        break;
    }
  }

  /** A member comes for the first time. */
  private async join(number: number): Promise<void> {
    const { clocks: { skew = 0, drift = 0 } = {}, history = 0 } = this.scenario;
    const clock = this.root.fork(`clock ${number}`);
    const stores = await this.emptyStores();
    this.stores[number] = stores;
    if (this.history !== undefined) {
      const { bootstrapTime } = this.history;
      await stores.stateStore.save({
        own: { node: new Name(nodeOctets(number)), bootstrapTime, seqNo: history },
      });
    }
    const ports = this.network.member(memberName(number), {
      ...this.attachOptions(number),
      skew: skew * (2 * clock.next() - 1),
      drift: drift * (2 * clock.next() - 1),
    });
    this.open(number, ports);
  }

  /** Nobody has the publications of the history to give: who forgot all else is given them as delivered. */
  private async emptyStores(): Promise<Stores> {
    const stores = newStores();
    const known = this.history?.known;
    await stores.stateStore.save({ known, delivered: known });
    return stores;
  }

  private open(number: number, ports: MemberPorts): void {
    const { scenario, recorder, network, dialect } = this;
    const member = new StackMember(
      number,
      recorder,
      () => network.now,
      (error) => {
        this.failure ??= error;
      },
    );
    this.members[number] = member;
    recorder.join(network.now, number);
    member.open({
      ...this.switches,
      ...ports,
      ...this.stores[number],
      group: GROUP,
      node: new Name(nodeOctets(number)),
      dialect,
      timers: scenario.timers,
    });
  }
}

/**
 * Runs a scenario on the whole stack: members that sign, verify, store, fetch and deliver, over an NDN
 * network in virtual time.
 * @throws what a member's calls reject with, which ends the run.
 */
export async function runStack(scenario: Scenario, seed: number, hooks: RunHooks = {}): Promise<RunResult> {
  hooks.trace?.({ schema: TRACE_SCHEMA, level: "stack", seed, scenario });
  const begun = process.cpuUsage();
  const run = new StackRun(scenario, seed, hooks);
  await run.play(hooks.onProgress);
  const { user, system } = process.cpuUsage(begun);
  return run.result((user + system) / 1e6);
}
