import { Name } from "@ndn/packet";
import { type Millis, SvsError } from "@svs/core";
import type { Channel } from "./channel.js";
import type { ActiveFault, Fault, FaultMatch } from "./fault.js";
import { sameRange } from "./octets.js";
import type { SeededRandom } from "./seeded-random.js";
import type { WirePacket } from "./wire-packet.js";

/** An ordered list of fault rules: the first one that matches a packet decides. */
export class FaultTable {
  private readonly rules: Rule[] = [];
  private count = 0;

  /** @param random - where each rule's own stream comes from. */
  constructor(private readonly random: SeededRandom) {}

  get size(): number {
    return this.rules.length;
  }

  /** Adds a rule behind the others. @throws SvsError `invalid-argument`. */
  add(fault: Fault): ActiveFault {
    checkFault(fault);
    const rule = new Rule(fault, this.random.fork(`fault ${this.count++}`), () => {
      const at = this.rules.indexOf(rule);
      if (at >= 0) {
        this.rules.splice(at, 1);
      }
    });
    this.rules.push(rule);
    return rule;
  }

  /** Puts a packet on a link under the rules. @returns `false` if the link is cut for it. */
  befall(channel: Channel, packet: WirePacket): boolean {
    for (const rule of this.rules) {
      if (rule.matches(channel, packet)) {
        return rule.apply(channel, packet);
      }
    }
    channel.carry(packet);
    return true;
  }
}

class Rule implements ActiveFault {
  hits = 0;
  private readonly holding: { channel: Channel; packet: WirePacket; connection: number }[] = [];
  private readonly prefix: Uint8Array | undefined;
  private readonly from: readonly string[] | undefined;
  private readonly to: readonly string[] | undefined;
  private readonly match: FaultMatch;

  constructor(
    private readonly fault: Fault,
    private readonly random: SeededRandom,
    private readonly unlist: () => void,
  ) {
    this.match = fault.match ?? {};
    this.prefix = this.match.name === undefined ? undefined : Name.from(this.match.name).value;
    this.from = listOf(this.match.from);
    this.to = listOf(this.match.to);
  }

  get held(): number {
    return this.holding.length;
  }

  matches(channel: Channel, packet: WirePacket): boolean {
    const { kind, where, probability = 1 } = this.match;
    return (
      this.hits < (this.fault.times ?? Number.POSITIVE_INFINITY) &&
      (kind === undefined || kind === packet.kind) &&
      this.matchesEnds(channel, packet) &&
      this.matchesName(packet) &&
      (where === undefined || this.asks(where, channel, packet)) &&
      (probability >= 1 || this.random.chance(probability))
    );
  }

  apply(channel: Channel, packet: WirePacket): boolean {
    const { fault } = this;
    this.hits++;
    switch (fault.action) {
      case "pass":
        channel.carry(packet);
        return true;
      case "drop":
        channel.note(packet, "dropped");
        return true;
      case "cut":
        channel.note(packet, "cut");
        return false;
      case "delay":
        channel.carry(packet, fault.delay + (fault.jitter ?? 0) * this.random.next());
        return true;
      case "duplicate":
        this.duplicate(channel, packet, fault.copies ?? 1, fault.spacing ?? 0);
        return true;
      case "reorder":
        if (!channel.holdBack(packet, fault.within ?? 1000)) {
          channel.carry(packet);
        }
        return true;
      case "corrupt":
        channel.note(packet, "corrupted");
        channel.carry(this.corrupted(packet, fault.octets ?? 1));
        return true;
      case "hold":
        channel.note(packet, "held");
        this.holding.push({ channel, packet, connection: channel.connection });
        return true;
    }
  }

  release(): void {
    for (const { channel, packet, connection } of this.holding.splice(0)) {
      channel.carry(packet, 0, connection);
    }
  }

  remove(): void {
    this.unlist();
    this.release();
  }

  [Symbol.dispose](): void {
    this.remove();
  }

  private matchesEnds(channel: Channel, packet: WirePacket): boolean {
    const { from, to } = this;
    if (to && !to.includes(channel.to.name)) {
      return false;
    }
    return !from || from.includes(channel.from.name) || (to !== undefined && from.includes(packet.origin));
  }

  private matchesName(packet: WirePacket): boolean {
    const { prefix } = this;
    if (!prefix) {
      return true;
    }
    if (packet.damaged) {
      return false;
    }
    const start = packet.fields.ends[0]!;
    return prefix.length <= packet.nameLength() && sameRange(packet.octets, start, prefix, 0, prefix.length);
  }

  private asks(where: NonNullable<FaultMatch["where"]>, channel: Channel, packet: WirePacket): boolean {
    return where({
      kind: packet.kind,
      name: packet.damaged ? new Name() : new Name(packet.name),
      origin: packet.origin,
      from: channel.from.name,
      to: channel.to.name,
      octets: packet.octets,
    });
  }

  private duplicate(channel: Channel, packet: WirePacket, copies: number, spacing: Millis): void {
    for (let i = 0; i <= copies; ++i) {
      channel.carry(packet, i * spacing);
    }
  }

  private corrupted(packet: WirePacket, count: number): WirePacket {
    const octets = packet.octets.slice();
    for (let i = 0; i < count; ++i) {
      octets[this.random.below(octets.length)]! ^= 1 + this.random.below(255);
    }
    return packet.garbled(octets);
  }
}

function listOf(names: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof names === "string" ? [names] : names;
}

function checkFault(fault: Fault): void {
  const { probability = 1 } = fault.match ?? {};
  if (!(probability >= 0 && probability <= 1)) {
    throw new SvsError("invalid-argument", `A fault's probability is from 0 to 1, and not ${probability}.`);
  }
  for (const [key, value] of Object.entries(fault)) {
    if (typeof value === "number" && !(value >= 0)) {
      throw new SvsError("invalid-argument", `A fault's ${key} is a number from 0, and not ${value}.`);
    }
  }
}
