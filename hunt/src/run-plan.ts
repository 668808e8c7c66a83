import { Name } from "@ndn/packet";
import { v3 } from "@svs/core";
import { type Fault, MemoryNetwork, type PacketInFlight } from "@svs/transport-memory";
import { Byzantine } from "./byzantine.js";
import { GROUP, HuntedMember } from "./hunted-member.js";
import { Ledger } from "./ledger.js";
import { MachineWatch } from "./machine-watch.js";
import { Marks } from "./marks.js";
import type { Plan, PlannedEvent } from "./plan.js";
import { rowsOf, sameRows } from "./rows.js";
import { Violation } from "./violation.js";

/** What a run came to. */
export interface RunOutcome {
  /** Stands for every packet on every link. */
  readonly digest: string;
  readonly packets: number;
  readonly marks: Marks;
  /** Milliseconds from the end of all faults to agreement. */
  readonly converged: number;
}

/** After this many periodic timers, and a minute for fetches whose last Interest was long ago. */
const PATIENCE = { periods: 4, more: 60_000 } as const;

type LastingEvent = Extract<PlannedEvent, { readonly until: number }>;

/** What no packet of ours may exceed, in octets. */
const PACKET_MAX = 8_800;

/**
 * Runs a plan: everything wrong first, under the eyes of all checkers, then everything well, until the
 * members of the core agree.
 * @throws Violation at the first invariant that does not hold.
 */
export async function runPlan(plan: Plan): Promise<RunOutcome> {
  const run = new Run(plan);
  try {
    return await run.go();
  } finally {
    run.end();
  }
}

class Run {
  private readonly network: MemoryNetwork;
  private readonly ledger = new Ledger();
  private readonly marks = new Marks();
  private readonly watch: MachineWatch;
  private readonly members = new Map<string, HuntedMember>();
  private readonly lasting = new Set<() => void>();
  private readonly byzantine: Byzantine | undefined;
  private readonly crashedForwarders = new Set<string>();
  private violation: unknown;
  /** Octets of every Data by name: one name, one content. */
  private readonly contents = new Map<string, Uint8Array>();

  constructor(private readonly plan: Plan) {
    this.network = new MemoryNetwork({ seed: plan.seed, log: false });
    const { network, marks, ledger } = this;
    this.watch = new MachineWatch({
      marks,
      timers: { ...v3.timers, ...plan.timers, ...plan.extras },
      get now() {
        return network.now;
      },
      highest: (row) => ledger.highest(row),
    });
    network.fault({ action: "pass", match: { where: (packet) => this.look(packet) } });
    const { topology, names, delay, jitter, skews, timers, extras, events } = plan;
    const ports = network[topology](names, { delay, jitter });
    names.forEach((name, i) => {
      const onViolation = (violation: unknown): void => this.found(violation);
      const member = new HuntedMember({ name, ledger, marks, timers, extras, onViolation });
      this.members.set(name, member);
      if (skews[i] !== 0) {
        network.clockFor(name, { skew: skews[i]! });
        marks.reached("skewed clock");
      }
      this.started(member.start(ports[name]!));
    });
    if (events.some(({ what }) => what === "byzantine")) {
      const to = topology === "star" ? "hub" : `${names[0]}.fw`;
      this.byzantine = new Byzantine(network.member("mallory", { to, delay }), ledger);
    }
  }

  async go(): Promise<RunOutcome> {
    const { network, plan } = this;
    for (const event of plan.events) {
      network.clock.schedule(event.at, () => this.begin(event));
    }
    await this.advance(plan.healAt);
    for (const end of [...this.lasting]) {
      end();
    }
    for (const [name, { svs }] of this.members) {
      if (svs?.status.transport === "down") {
        network.reconnect(name); // its forwarder was away when it was to come back
      }
    }
    const { periods, more } = PATIENCE;
    const patience = periods * plan.timers.periodic * 1.1 + more;
    const healed = network.now;
    try {
      await network.until(() => this.bad !== undefined || this.agreed(), { within: patience });
    } catch (error) {
      throw this.bad ?? new Violation("convergence", `${this.apart()} (${String(error)})`);
    }
    if (this.bad !== undefined) {
      throw this.bad;
    }
    return {
      digest: network.logDigest(),
      packets: network.log.length,
      marks: this.marks,
      converged: network.now - healed,
    };
  }

  end(): void {
    this.watch[Symbol.dispose]();
    for (const name of this.plan.names) {
      if (this.members.get(name)!.svs) {
        this.network.crash(name);
      }
    }
  }

  private get bad(): unknown {
    return this.watch.violation ?? this.violation;
  }

  private found(violation: unknown): void {
    this.violation ??= violation;
  }

  private started(running: Promise<void>): void {
    running.catch((error: unknown) => this.found(error));
  }

  /** In steps, so that a run ends soon after its first violation. */
  private async advance(until: number): Promise<void> {
    while (this.network.now < until) {
      await this.network.advance(Math.min(500, until - this.network.now));
      if (this.bad !== undefined) {
        throw this.bad;
      }
    }
  }

  private begin(event: PlannedEvent): void {
    switch (event.what) {
      case "publish":
        this.started(this.members.get(event.member)!.publish(event.octets));
        break;
      case "byzantine":
        this.playByzantine(event);
        break;
      default:
        this.endLater(event.until, this.inflict(event));
    }
  }

  /** @returns what ends it. */
  private inflict(event: LastingEvent): () => void {
    const { network, marks } = this;
    const rule = (fault: Fault): (() => void) => {
      const active = network.fault(fault);
      return () => active.remove();
    };
    switch (event.what) {
      case "loss":
        return rule({ action: "drop", match: { probability: event.probability } });
      case "duplicate": {
        const { spacing, probability } = event;
        return rule({ action: "duplicate", spacing, match: { probability } });
      }
      case "reorder":
        return rule({ action: "reorder", match: { probability: event.probability } });
      case "corrupt":
        return rule({ action: "corrupt", match: { probability: event.probability } });
      case "partition": {
        const { groups, oneWay } = event;
        const cut = network.partition(groups, { oneWay });
        if (oneWay) {
          marks.reached("one-way partition");
        }
        return () => cut[Symbol.dispose]();
      }
      case "clog": {
        const clog = network.clog(event.from, event.to);
        marks.reached("clog");
        return () => clog.remove();
      }
      case "disconnect":
        network.disconnect(event.member);
        return () => this.reconnect(event.member);
      case "forwarder crash":
        marks.reached("forwarder crash");
        network.crashForwarder(event.forwarder);
        this.crashedForwarders.add(event.forwarder);
        return () => {
          this.crashedForwarders.delete(event.forwarder);
          network.restartForwarder(event.forwarder);
        };
      case "crash":
        marks.reached(event.keepsStores ? "crash with its stores" : "crash without its stores");
        network.crash(event.member);
        this.members.get(event.member)!.crash(event.keepsStores);
        return () => this.restart(event.member);
    }
  }

  /** Ends it at that time, or when all that is wrong ends. */
  private endLater(until: number, end: () => void): void {
    const once = (): void => {
      if (this.lasting.delete(once)) {
        end();
      }
    };
    this.lasting.add(once);
    this.network.clock.schedule(until - this.network.now, once);
  }

  private reconnect(name: string): void {
    if (this.members.get(name)!.svs) {
      this.network.reconnect(name);
    }
  }

  /** A member outside the core may stay away for good. */
  private restart(name: string): void {
    const { network, plan } = this;
    if (this.crashedForwarders.has(plan.topology === "star" ? "hub" : `${name}.fw`)) {
      network.clock.schedule(100, () => this.restart(name)); // there is nothing to attach it to yet
    } else if (network.now < plan.healAt || plan.core.includes(name)) {
      this.started(this.members.get(name)!.start(this.network.restart(name)));
    }
  }

  private playByzantine({ trick, victim }: PlannedEvent & { what: "byzantine" }): void {
    const known = [...this.members.values()].find(({ svs }) => svs)?.svs?.getState();
    if (known) {
      this.started(this.byzantine!.play(trick, victim, known));
    }
  }

  /** Is shown every packet; passes them all. */
  private look({ kind, name, octets, from, origin }: PacketInFlight): boolean {
    if (from !== origin) {
      return false;
    }
    if (octets.length > PACKET_MAX) {
      this.found(new Violation("canonical packets", `${name} has ${octets.length} octets`));
    }
    if (kind === "data" && !new Name(GROUP).isPrefixOf(name)) {
      const before = this.contents.get(name.valueHex);
      if (before && Buffer.compare(before, octets) !== 0) {
        this.found(new Violation("one content", `${name} was sent with two contents`));
      }
      this.contents.set(name.valueHex, octets);
    }
    return false;
  }

  private get core(): HuntedMember[] {
    return this.plan.core.map((name) => this.members.get(name)!);
  }

  private agreed(): boolean {
    const { core } = this;
    if (core.some(({ svs }) => svs?.status.transport !== "up")) {
      return false;
    }
    const [first, ...others] = core.map(({ svs }) => rowsOf(svs!.getState()));
    return others.every((rows) => sameRows(rows, first!)) && this.undelivered() === undefined;
  }

  /** What a member of the core has not got of another one that can give it. */
  private undelivered(): string | undefined {
    for (const member of this.core) {
      for (const author of this.core) {
        for (const row of author === member ? [] : author.own) {
          const published = this.ledger.published(row);
          if (member.heardOf(row) < published) {
            return `${member.svs?.node} has ${row} up to #${member.heardOf(row)} of ${published}`;
          }
        }
      }
    }
    return undefined;
  }

  private apart(): string {
    const vectors = this.core.map(({ svs }) =>
      svs
        ? `${svs.node} (${svs.status.transport}): ${JSON.stringify([...rowsOf(svs.getState())])}`
        : "one is not open",
    );
    return `${this.undelivered() ?? "the vectors differ"}; ${vectors.join("; ")}`;
  }
}
