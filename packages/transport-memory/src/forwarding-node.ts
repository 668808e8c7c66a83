import type { Channel, Endpoint, Fabric } from "./channel.js";
import { ContentStore } from "./content-store.js";
import { InterestTable } from "./interest-table.js";
import { NonceMemory } from "./nonce-memory.js";
import type { Fate } from "./packet-log.js";
import { type Arrival, PendingInterest } from "./pending-interest.js";
import type { Router } from "./routing.js";
import type { WirePacket } from "./wire-packet.js";

/** Options of a forwarding node. */
export interface ForwarderOptions {
  /** Packets its content store holds; 0 for none. Default the network's. */
  contentStore?: number | undefined;
}

/** Pending Interests are looked through for expired ones when the table has grown to this. */
const SWEEP_AT = 256;

/**
 * A forwarder: a table of pending Interests with aggregation, loop detection by Nonce, the
 * multicast and best-route strategies, and a content store. What expires is silent.
 */
export class ForwardingNode implements Endpoint {
  /** Faces towards other forwarders. */
  readonly neighbours = new Map<ForwardingNode, Channel>();
  private isDown = false;
  private readonly pending = new InterestTable<PendingInterest>();
  private sweepAt = SWEEP_AT;
  private readonly nonces = new NonceMemory();
  private readonly store: ContentStore;

  /** @internal Use `MemoryNetwork.forwarder`. */
  constructor(
    readonly name: string,
    private readonly fabric: Fabric,
    private readonly router: Router,
    private readonly nacks: boolean,
    contentStore: number,
  ) {
    this.store = new ContentStore(contentStore);
  }

  /** Whether it has crashed and was not restarted. */
  get down(): boolean {
    return this.isDown;
  }

  /** Interests it keeps pending; some of them may have expired lately. */
  get pendingInterests(): number {
    return this.pending.size;
  }

  /** @internal It crashes and forgets everything, or comes back. */
  setDown(down: boolean): void {
    this.isDown = down;
    this.pending.clear();
    this.nonces.clear();
    this.store.clear();
  }

  /** @internal */
  receive(packet: WirePacket, via: Channel): Fate {
    if (this.isDown) {
      return "down";
    }
    if (packet.damaged) {
      return "malformed";
    }
    const face = via.reverse;
    switch (packet.kind) {
      case "interest":
        return this.receiveInterest(packet, face);
      case "data":
        return this.receiveData(packet, face);
      case "nack":
        return this.receiveNack(packet, face);
    }
  }

  private receiveInterest(packet: WirePacket, ingress: Channel): Fate {
    const { now } = this.fabric.time;
    if (packet.hopLimit === 0) {
      return "hop-limit";
    }
    if (!this.nonces.add(now, packet)) {
      return "duplicate-nonce";
    }
    const cached = this.store.get(now, packet);
    if (cached) {
      ingress.transmit(cached.from(this.name));
      return "cached";
    }
    const pending = this.entryFor(packet) ?? this.addEntry(packet);
    const arrival = pending.arrive(now, packet, ingress);
    if (arrival === "loop") {
      return "duplicate-nonce";
    }
    const leaving = packet.hopped();
    const hops = this.hopsFor(leaving, ingress);
    return this.router.isMulticast(packet)
      ? this.multicast(pending, arrival, leaving, ingress, hops)
      : this.bestRoute(pending, arrival, leaving, ingress, hops);
  }

  /** Every face with a route, but the one it came from. */
  private multicast(
    entry: PendingInterest,
    arrival: Arrival,
    packet: WirePacket,
    ingress: Channel,
    hops: readonly Channel[],
  ): Fate {
    const { now } = this.fabric.time;
    const sent: Channel[] = [];
    let skipped = 0;
    for (const face of hops) {
      if (face === ingress) {
        skipped++;
      } else if (arrival === "another-face" && entry.awaits(now, face)) {
        skipped++;
      } else if (face.transmit(packet)) {
        sent.push(face);
      }
    }
    if (sent.length > 0) {
      entry.depart(now, packet.fields.lifetime, sent);
      return "forwarded";
    }
    return arrival !== "first" && skipped > 0 ? "aggregated" : "no-route";
  }

  /** One face: the cheapest, and for a retransmission one that was not tried, or not lately. */
  private bestRoute(
    entry: PendingInterest,
    arrival: Arrival,
    packet: WirePacket,
    ingress: Channel,
    hops: readonly Channel[],
  ): Fate {
    const { now } = this.fabric.time;
    if (arrival === "another-face" && entry.awaitsBeside(now, ingress)) {
      return "aggregated";
    }
    for (const face of arrival === "first" ? hops : leastRecent(entry, hops)) {
      if (face !== ingress && face.transmit(packet)) {
        entry.depart(now, packet.fields.lifetime, [face]);
        return "forwarded";
      }
    }
    if (this.nacks) {
      ingress.transmit(packet.nack(this.name));
      return "nacked";
    }
    return "no-route";
  }

  private receiveData(packet: WirePacket, ingress: Channel): Fate {
    const { now } = this.fabric.time;
    const waiting = new Set<Channel>();
    let wanted = false;
    for (const entry of this.pending.answeredBy(packet)) {
      wanted ||= now < entry.expiry;
      for (const { face } of entry.waiting(now, ingress)) {
        waiting.add(face);
      }
      this.pending.delete(entry);
    }
    if (!wanted) {
      return "unsolicited";
    }
    this.store.put(now, packet);
    for (const face of waiting) {
      face.transmit(packet);
    }
    return "forwarded";
  }

  /** The Nack goes on when no other face is left from which Data may come. */
  private receiveNack(packet: WirePacket, ingress: Channel): Fate {
    const { now } = this.fabric.time;
    const entry = this.pending.find(packet);
    if (!entry?.awaits(now, ingress)) {
      return "unsolicited";
    }
    entry.refused(ingress);
    if (entry.awaitsBeside(now, ingress)) {
      return "aggregated";
    }
    this.pending.delete(entry);
    for (const { face, packet: interest } of entry.waiting(now, ingress)) {
      face.transmit(interest.nack(this.name)); // each gets its own Interest back, Nonce and all
    }
    return "forwarded";
  }

  /** The entry of an Interest's name, if it has not expired. */
  private entryFor(packet: WirePacket): PendingInterest | undefined {
    const entry = this.pending.find(packet);
    if (entry && entry.expiry <= this.fabric.time.now) {
      this.pending.delete(entry);
      return undefined;
    }
    return entry;
  }

  private addEntry(packet: WirePacket): PendingInterest {
    if (this.pending.size >= this.sweepAt) {
      const { now } = this.fabric.time;
      this.pending.sweep((entry) => entry.expiry <= now);
      this.sweepAt = Math.max(SWEEP_AT, 2 * this.pending.size);
    }
    const entry = new PendingInterest(packet);
    this.pending.add(entry);
    return entry;
  }

  /** Where an Interest can go; with no hop left to make, only to applications here. */
  private hopsFor(packet: WirePacket, ingress: Channel): readonly Channel[] {
    const hops = this.router.hops(this, packet);
    return packet.hopLimit === 0
      ? hops.filter((face) => face !== ingress && !(face.to instanceof ForwardingNode))
      : hops;
  }
}

/** Faces in the order in which an Interest was passed on to them: never comes first. */
function leastRecent(entry: PendingInterest, hops: readonly Channel[]): readonly Channel[] {
  const sent = hops.map((face) => ({ face, at: entry.lastSent(face) ?? -1 }));
  return sent.sort((a, b) => a.at - b.at).map(({ face }) => face);
}
