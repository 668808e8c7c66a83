import { type Millis, SvsError } from "@svs/core";
import { Channel, checkLinkOptions, type Fabric, type LinkOptions } from "./channel.js";
import type { ActiveFault, Fault } from "./fault.js";
import { FaultTable } from "./fault-table.js";
import { type ForwarderOptions, ForwardingNode } from "./forwarding-node.js";
import { type ClockOptions, MemberClock } from "./member-clock.js";
import { MemoryTransport } from "./memory-transport.js";
import { PacketLog } from "./packet-log.js";
import { type Refusal, Refusals } from "./refusals.js";
import { Router } from "./routing.js";
import { SeededRandom } from "./seeded-random.js";
import { layLine, layMesh, layRing, layStar } from "./topology.js";
import { type SentPacket, TransportEnd } from "./transport-end.js";
import { type SettleOptions, VirtualTime, type WithinOptions } from "./virtual-time.js";

/** Options of a {@link MemoryNetwork}. */
export interface MemoryNetworkOptions {
  /** A number that all chance in the network comes from. Default 1. */
  seed?: number | undefined;
  /** Data packets that each forwarder's content store holds. Default 0: none. */
  contentStore?: number | undefined;
  /** Octets of a packet at the most. Default 8800. */
  packetSizeMax?: number | undefined;
  /**
   * Whether a forwarder that has no route answers with a Nack (best-route only, as NFD does).
   * Default `false`: it is silent.
   */
  nacks?: boolean | undefined;
  /** Whether the packet log keeps its lines (about 30 octets each), or only counts and digests. Default `true`. */
  log?: boolean | undefined;
  /** What the wall clocks show at the beginning, in ms since 1970. Default 2026-01-01T00:00Z. */
  epoch?: Millis | undefined;
  /** Events at one moment of virtual time before a run is given up as endless. Default 10 000 000. */
  instantEventsMax?: number | undefined;
  /** Called with what a handler threw. Default: it is counted only. */
  onHandlerError?: ((error: unknown, member: string) => void) | undefined;
  /** Called with every packet that a member sends. It looks on, and changes nothing. */
  onSend?: ((packet: SentPacket) => void) | undefined;
}

/** Options of {@link MemoryNetwork.attach}: where, and over what a link. */
export interface AttachOptions extends LinkOptions {
  /** The forwarder. Default: the first one, which is made if there is none. */
  to?: ForwardingNode | string | undefined;
}

/** Options of {@link MemoryNetwork.member}. */
export interface MemberOptions extends AttachOptions, ClockOptions {}

/** The ports of one member: to be spread into the options of `SvSync.open`. */
export interface MemberPorts {
  readonly transport: MemoryTransport;
  readonly clock: MemberClock;
  readonly random: SeededRandom;
}

/** What the network knows of a member's name. */
interface MemberRecord {
  end: TransportEnd | undefined;
  clock: MemberClock | undefined;
  attachOptions: AttachOptions;
  clockOptions: ClockOptions;
  /** Attachments so far under that name. */
  incarnation: number;
}

/**
 * A Named Data Networking network in one process and in virtual time.
 *
 * Time stands still until {@link advance}, {@link settle}, {@link until} or {@link complete} is
 * awaited; one at a time. Events happen in the order of their time, and at one time in the order
 * in which they were planned. A run depends on the seed alone, if members keep to three
 * rules: time and chance come from the ports given to them, what happens outside goes through
 * `clock.work()`, and keys sign the same octets alike (DigestSha256, HMAC, RSA and Ed25519 do,
 * ECDSA does not).
 */
export class MemoryNetwork {
  readonly seed: number;
  /** The network's own clock, without skew or drift: for scenarios. */
  readonly clock: MemberClock;
  /** Every packet on every link. */
  readonly log: PacketLog;
  private readonly options: MemoryNetworkOptions;
  private readonly root: SeededRandom;
  private readonly time: VirtualTime;
  private readonly router = new Router();
  private readonly refusals = new Refusals();
  private readonly fabric: Fabric;
  private readonly epoch: Millis;
  private readonly nodes = new Map<string, ForwardingNode>();
  private readonly members = new Map<string, MemberRecord>();
  /** Ends that lost their connection when a forwarder crashed. */
  private readonly orphans = new Map<ForwardingNode, TransportEnd[]>();

  constructor(options: MemoryNetworkOptions = {}) {
    checkLinkOptions({ packetSizeMax: options.packetSizeMax });
    this.options = options;
    this.seed = options.seed ?? 1;
    this.root = SeededRandom.of(this.seed);
    this.time = new VirtualTime(options.instantEventsMax ?? 10_000_000);
    this.log = new PacketLog(options.log ?? true);
    this.fabric = { time: this.time, log: this.log, faults: new FaultTable(this.root) };
    this.epoch = options.epoch ?? 1_767_225_600_000;
    this.clock = new MemberClock(this.time, this.epoch);
  }

  // ---- the graph --------------------------------------------------------------------------

  /** Makes a forwarder. @throws SvsError `invalid-argument` if the name is taken. */
  forwarder(name: string, options: ForwarderOptions = {}): ForwardingNode {
    if (this.nodes.has(name) || this.members.has(name)) {
      throw new SvsError("invalid-argument", `The network has a ${name} already.`);
    }
    const contentStore = options.contentStore ?? this.options.contentStore ?? 0;
    const node = new ForwardingNode(
      name,
      this.fabric,
      this.router,
      this.options.nacks ?? false,
      contentStore,
    );
    this.nodes.set(name, node);
    this.router.topologyChanged();
    return node;
  }

  /** Links two forwarders. @throws SvsError `invalid-argument` if they are linked, or are one. */
  link(a: ForwardingNode | string, b: ForwardingNode | string, options: LinkOptions = {}): void {
    const from = this.nodeOf(a);
    const to = this.nodeOf(b);
    if (from === to || from.neighbours.has(to)) {
      throw new SvsError("invalid-argument", `${from.name} and ${to.name} cannot be linked, or are already.`);
    }
    const channel = this.lay(from, to, options);
    from.neighbours.set(to, channel);
    to.neighbours.set(from, channel.reverse);
    this.router.topologyChanged();
  }

  /**
   * Attaches a member to a forwarder. The transport is up at once. The same name can be
   * attached again when its transport was closed or has crashed.
   * @throws SvsError `invalid-argument` if the name is taken or the forwarder is down.
   */
  attach(name: string, options: AttachOptions = {}): MemoryTransport {
    const node = options.to === undefined ? this.firstNode() : this.nodeOf(options.to);
    const record = this.recordOf(name);
    if (this.nodes.has(name) || (record.end && record.end.status !== "closed")) {
      throw new SvsError("invalid-argument", `${name} is attached already: close or crash it first.`);
    }
    if (node.down) {
      throw new SvsError("invalid-argument", `${node.name} is down: restart it before ${name} is attached.`);
    }
    record.incarnation++;
    record.attachOptions = options;
    record.end = new TransportEnd(name, node, {
      fabric: this.fabric,
      router: this.router,
      refusals: this.refusals,
      random: this.root.fork(`nonces of ${name} ${record.incarnation}`),
      onHandlerError: this.options.onHandlerError ?? (() => undefined),
      onSend: this.options.onSend,
    });
    record.end.face = this.lay(node, record.end, options);
    return new MemoryTransport(record.end);
  }

  /** Attaches a member, and gives it a clock and a random stream of its own. */
  member(name: string, options: MemberOptions = {}): MemberPorts {
    const transport = this.attach(name, options);
    const clock = this.clockFor(name, options);
    return { transport, clock, random: this.root.fork(`member ${name} ${this.recordOf(name).incarnation}`) };
  }

  /** Members around one forwarder, `hub`, each over a link like this. */
  star<const N extends string>(names: readonly N[], options: MemberOptions = {}): Record<N, MemberPorts> {
    return layStar(this, names, options);
  }

  /**
   * Members in a row. Each has a forwarder of its own, `<name>.fw`; links like this lie between
   * the forwarders.
   */
  line<const N extends string>(names: readonly N[], options: MemberOptions = {}): Record<N, MemberPorts> {
    return layLine(this, names, options);
  }

  /** Like {@link line}, and the last one is linked to the first. */
  ring<const N extends string>(names: readonly N[], options: MemberOptions = {}): Record<N, MemberPorts> {
    return layRing(this, names, options);
  }

  /** Like {@link line}, and every one is linked to every other. */
  mesh<const N extends string>(names: readonly N[], options: MemberOptions = {}): Record<N, MemberPorts> {
    return layMesh(this, names, options);
  }

  // ---- time and chance --------------------------------------------------------------------

  /** Virtual milliseconds since the network was made. */
  get now(): Millis {
    return this.time.now;
  }

  /**
   * The clock of a member: the same one until it crashes. Skew and drift, once given, hold for
   * its later lives too.
   */
  clockFor(name: string, { skew, drift }: ClockOptions = {}): MemberClock {
    const record = this.recordOf(name);
    const { clockOptions } = record;
    if (record.clock && drift !== undefined && drift !== (clockOptions.drift ?? 0)) {
      throw new SvsError("invalid-argument", `The clock of ${name} runs already: its drift cannot change.`);
    }
    record.clockOptions = { skew: skew ?? clockOptions.skew, drift: drift ?? clockOptions.drift };
    if (record.clock) {
      record.clock.skew = skew ?? record.clock.skew;
    }
    record.clock ??= new MemberClock(this.time, this.epoch, record.clockOptions);
    return record.clock;
  }

  /** A random stream for one use. The same label gives the same numbers, from the beginning. */
  random(label: string): SeededRandom {
    return this.root.fork(`scenario ${label}`);
  }

  /** Lets so many virtual milliseconds pass, and everything happen that is due in them. */
  async advance(duration: Millis): Promise<void> {
    await this.time.advance(duration);
  }

  /**
   * Lets time pass until the network is quiet: no packet is under way, no Interest waits for
   * Data, and no timer is armed for `horizon` ms or less. Timers armed for longer, like the
   * periodic one of 30 s, are not waited for: where only that one mends a loss, say {@link until}
   * when it is mended. What fault rules hold is not waited for either.
   * @throws SvsError `simulation-failed` if it is not quiet `within` so many virtual milliseconds.
   */
  async settle(options?: SettleOptions): Promise<void> {
    await this.time.settle(options);
  }

  /**
   * Lets time pass until the condition holds; not at all if it does now. It is asked whenever
   * code of a member has run.
   * @throws SvsError `simulation-failed` if it does not hold `within` so many virtual milliseconds.
   */
  async until(condition: () => boolean, options?: WithinOptions): Promise<void> {
    await this.time.until(condition, options);
  }

  /**
   * Lets time pass until a promise has settled: for calls that wait for the network.
   * @returns what the promise gives; rejects as it does.
   * @throws SvsError `simulation-failed` if it is not settled `within` so many virtual milliseconds.
   */
  async complete<T>(promise: Promise<T>, options?: WithinOptions): Promise<T> {
    return this.time.complete(promise, options);
  }

  // ---- faults -----------------------------------------------------------------------------

  /** Adds a fault rule behind the others. The first rule that matches a packet decides. */
  fault(fault: Fault): ActiveFault {
    return this.fabric.faults.add(fault);
  }

  /**
   * Cuts groups off from each other until it is disposed. A name in no group reaches all.
   * @param groups - names of members, and of forwarders.
   * @param options - `oneWay`: a group still hears the groups after it, and they do not hear it.
   */
  partition(groups: readonly (readonly string[])[], options: { oneWay?: boolean } = {}): Disposable {
    const cuts = groups.flatMap((from, i) =>
      groups
        .filter((_, j) => (options.oneWay ? j > i : j !== i))
        .map((to) => this.fault({ action: "cut", match: { from, to } })),
    );
    return {
      [Symbol.dispose]: () => {
        for (const cut of cuts) {
          cut.remove();
        }
      },
    };
  }

  /** Holds all packets from one to the other; disposing it lets them go, in order. */
  clog(from: string, to: string): ActiveFault {
    return this.fault({ action: "hold", match: { from, to } });
  }

  /** Refuses registrations until it is disposed. */
  refuse(refusal: Refusal): Disposable {
    return this.refusals.add(refusal);
  }

  /** A member's transport loses its connection: its status is `down` until {@link reconnect}. */
  disconnect(name: string): void {
    this.endOf(name).disconnect();
  }

  /** A member's connection is back. Without effect while its forwarder is down. */
  reconnect(name: string): void {
    this.endOf(name).reconnect();
  }

  /**
   * A member crashes: nothing of it runs any more. Its timers never fire, its Interests and its
   * work never settle, and no event tells it. Its stores are the scenario's, to be kept or lost.
   */
  crash(name: string): void {
    this.endOf(name).crash();
    const record = this.recordOf(name);
    record.clock?.stop();
    record.clock = undefined;
  }

  /** A crashed or closed member comes back where it was: same link, same skew, new ports. */
  restart(name: string): MemberPorts {
    this.endOf(name);
    return this.member(name, this.recordOf(name).attachOptions);
  }

  /** A forwarder crashes and forgets all; what is attached to it loses its connection. */
  crashForwarder(forwarder: ForwardingNode | string): void {
    const node = this.nodeOf(forwarder);
    if (node.down) {
      throw new SvsError("invalid-argument", `${node.name} is down already.`);
    }
    const attached = [...this.members.values()].flatMap(({ end }) => end ?? []);
    const orphans = attached.filter((end) => end.node === node && end.status === "up");
    node.setDown(true);
    this.router.topologyChanged();
    this.orphans.set(node, orphans);
    for (const end of orphans) {
      end.disconnect();
    }
  }

  /** A crashed forwarder comes back, and reconnects who lost the connection by it. */
  restartForwarder(forwarder: ForwardingNode | string): void {
    const node = this.nodeOf(forwarder);
    if (!node.down) {
      throw new SvsError("invalid-argument", `${node.name} is not down: crash it first.`);
    }
    node.setDown(false);
    this.router.topologyChanged();
    const orphans = this.orphans.get(node) ?? [];
    this.orphans.delete(node);
    for (const end of orphans) {
      end.reconnect();
    }
  }

  // ---- looking at it ----------------------------------------------------------------------

  /** 16 hexadecimal digits that stand for the whole packet log. */
  logDigest(): string {
    return this.log.digest();
  }

  private lay(from: ForwardingNode, to: ForwardingNode | TransportEnd, options: LinkOptions): Channel {
    const packetSizeMax = options.packetSizeMax ?? this.options.packetSizeMax ?? 8800;
    return Channel.link(this.fabric, from, to, { ...options, packetSizeMax }, this.root);
  }

  private firstNode(): ForwardingNode {
    const [node] = this.nodes.values();
    return node ?? this.forwarder("hub");
  }

  private nodeOf(node: ForwardingNode | string): ForwardingNode {
    const name = typeof node === "string" ? node : node.name;
    const found = this.nodes.get(name);
    if (!found || (typeof node !== "string" && found !== node)) {
      throw new SvsError("invalid-argument", `The network has no forwarder ${name}.`);
    }
    return found;
  }

  private endOf(name: string): TransportEnd {
    const end = this.members.get(name)?.end;
    if (!end) {
      throw new SvsError("invalid-argument", `No member ${name} is attached to the network.`);
    }
    return end;
  }

  private recordOf(name: string): MemberRecord {
    let record = this.members.get(name);
    if (!record) {
      record = { end: undefined, clock: undefined, attachOptions: {}, clockOptions: {}, incarnation: 0 };
      this.members.set(name, record);
    }
    return record;
  }
}
