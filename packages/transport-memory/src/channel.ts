import { type Millis, SvsError } from "@svs/core";
import type { FaultTable } from "./fault-table.js";
import type { Fate, PacketLog } from "./packet-log.js";
import type { SeededRandom } from "./seeded-random.js";
import { VirtualEvent } from "./virtual-event.js";
import type { VirtualTime } from "./virtual-time.js";
import type { WirePacket } from "./wire-packet.js";

/** Options of a link; they hold in both directions. */
export interface LinkOptions {
  /** Milliseconds a packet is under way. Default 0. */
  delay?: Millis | undefined;
  /** Up to so many milliseconds more, drawn uniformly for each packet, which may overtake. Default 0. */
  jitter?: Millis | undefined;
  /** Probability from 0 to 1 that a packet is lost. Default 0. */
  loss?: number | undefined;
  /** Octets of a packet at the most. Default the network's. */
  packetSizeMax?: number | undefined;
  /** What a route over this link costs; cheaper routes are preferred. Default 1 + delay. */
  cost?: number | undefined;
}

/** An end of a link. */
export interface Endpoint {
  readonly name: string;
  /** Takes a packet in. @returns what became of it, for the log. */
  receive(packet: WirePacket, via: Channel): Fate;
}

/** What all parts of one network share. */
export interface Fabric {
  readonly time: VirtualTime;
  readonly faults: FaultTable;
  readonly log: PacketLog;
}

/** A packet on its way. */
class Arrival extends VirtualEvent {
  constructor(
    private readonly channel: Channel,
    private readonly packet: WirePacket,
    private readonly connection: number,
  ) {
    super(0);
  }

  fire(): void {
    this.channel.arrive(this.packet, this.connection);
  }
}

/** One direction of a link: at its sending end, a face. */
export class Channel {
  /** The other direction. */
  reverse!: Channel;
  /** Counts the connections so far: what was under way on one does not arrive on the next. */
  connection = 0;
  readonly fromId: number;
  readonly toId: number;
  readonly cost: number;
  readonly packetSizeMax: number;
  private readonly delay: Millis;
  private readonly jitter: Millis;
  private readonly loss: number;
  /** What lets a packet pass that was to be overtaken; set while there is one. */
  private overtaken: (() => void) | undefined;

  private constructor(
    private readonly fabric: Fabric,
    readonly from: Endpoint,
    readonly to: Endpoint,
    options: LinkOptions & { packetSizeMax: number },
    private readonly random: SeededRandom,
  ) {
    this.delay = options.delay ?? 0;
    this.jitter = options.jitter ?? 0;
    this.loss = options.loss ?? 0;
    this.cost = options.cost ?? 1 + this.delay;
    this.packetSizeMax = options.packetSizeMax;
    this.fromId = fabric.log.endpoint(from.name);
    this.toId = fabric.log.endpoint(to.name);
  }

  /** Lays a link. @returns the direction from `a` to `b`. */
  static link(
    fabric: Fabric,
    a: Endpoint,
    b: Endpoint,
    options: LinkOptions & { packetSizeMax: number },
    random: SeededRandom,
  ): Channel {
    checkLinkOptions(options);
    const there = new Channel(fabric, a, b, options, random.fork(`link ${a.name} > ${b.name}`));
    const back = new Channel(fabric, b, a, options, random.fork(`link ${b.name} > ${a.name}`));
    there.reverse = back;
    back.reverse = there;
    return there;
  }

  /**
   * Puts a packet on the line, where faults may befall it.
   * @returns whether there is a line: `false` only if a partition cuts it.
   */
  transmit(packet: WirePacket): boolean {
    const { faults } = this.fabric;
    if (faults.size > 0) {
      return faults.befall(this, packet);
    }
    this.carry(packet);
    return true;
  }

  /**
   * Carries a packet to the other end, faults put aside.
   * @param extra - milliseconds on top of the link's own.
   * @param connection - the connection it was sent on: it does not arrive on a later one.
   */
  carry(packet: WirePacket, extra: Millis = 0, connection = this.connection): void {
    if (packet.octets.length > this.packetSizeMax) {
      this.note(packet, "too-large");
      return;
    }
    if (this.loss > 0 && this.random.chance(this.loss)) {
      this.note(packet, "lost");
      return;
    }
    const jitter = this.jitter > 0 ? this.random.next() * this.jitter : 0;
    this.fabric.time.after(this.delay + extra + jitter, new Arrival(this, packet, connection));
    this.overtaken?.();
  }

  /**
   * Holds a packet back until the next one has been sent, or `within` milliseconds.
   * @returns `false` if one is held back already.
   */
  holdBack(packet: WirePacket, within: Millis): boolean {
    if (this.overtaken) {
      return false;
    }
    const { connection } = this;
    const release = (): void => {
      this.overtaken = undefined;
      this.fabric.time.cancel(patience);
      this.carry(packet, 0, connection);
    };
    const patience = new Patience(release);
    this.overtaken = release;
    this.fabric.time.after(within, patience);
    return true;
  }

  /** Ends a connection: nothing under way arrives. */
  disconnect(): void {
    this.connection++;
    this.reverse.connection++;
  }

  /** @internal The packet is at the other end. */
  arrive(packet: WirePacket, connection: number): void {
    const { log, time } = this.fabric;
    const line = log.begin(time.now, this.fromId, this.toId, packet);
    log.end(line, connection === this.connection ? this.to.receive(packet, this) : "down");
  }

  /** Writes down what became of a packet that does not arrive. */
  note(packet: WirePacket, fate: Fate): void {
    this.fabric.log.add(this.fabric.time.now, this.fromId, this.toId, packet, fate);
  }
}

/** The end of waiting for a packet that overtakes. */
class Patience extends VirtualEvent {
  constructor(private readonly release: () => void) {
    super(0);
  }

  fire(): void {
    this.release();
  }
}

/** @throws SvsError `invalid-argument`. */
export function checkLinkOptions({ delay, jitter, loss, cost, packetSizeMax }: LinkOptions): void {
  for (const [name, value] of Object.entries({ delay, jitter, cost, packetSizeMax })) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value))) {
      throw new SvsError("invalid-argument", `A link's ${name} is a number from 0, and not ${value}.`);
    }
  }
  if (loss !== undefined && !(loss >= 0 && loss <= 1)) {
    throw new SvsError("invalid-argument", `A link's loss is a probability from 0 to 1, and not ${loss}.`);
  }
}
