import type { Millis } from "@svs/core";
import type { SeededRandom } from "@svs/transport-memory";
import type { Graph } from "../graph.js";
import type { Cuts } from "./cuts.js";
import type { Plan, SimEvent } from "./event.js";
import type { Line, Network, NetworkListener } from "./network.js";
import type { Packet } from "./packet.js";

/** A graph of forwarders, each of which passes a packet on over every other link, the first time it comes. */
export class Flood implements Network {
  /** By node, in the order of links. */
  private readonly neighbours: readonly number[][];

  constructor(
    private readonly members: number,
    private readonly graph: Graph,
    private readonly line: Line,
    private readonly cuts: Cuts,
    private readonly random: SeededRandom,
    private readonly plan: Plan,
    private readonly listener: NetworkListener,
  ) {
    const neighbours: number[][] = Array.from({ length: graph.nodes }, () => []);
    for (const [a, b] of graph.links) {
      neighbours[a]!.push(b);
      neighbours[b]!.push(a);
    }
    this.neighbours = neighbours;
  }

  send(now: Millis, packet: Packet): void {
    const seen = new Uint8Array(this.graph.nodes);
    seen[packet.origin] = 1;
    this.passOn(now, packet, packet.origin, packet.origin, seen);
  }

  /** A packet is at a node for the first time. */
  private arrive(now: Millis, packet: Packet, node: number, from: number, seen: Uint8Array): void {
    if (seen[node] === 1) {
      return;
    }
    seen[node] = 1;
    if (node < this.members) {
      this.listener.arrive(now, packet, node);
    }
    this.passOn(now, packet, node, from, seen);
  }

  private passOn(now: Millis, packet: Packet, node: number, from: number, seen: Uint8Array): void {
    const { cuts, random, listener } = this;
    const { delay, jitter, loss } = this.line;
    for (const next of this.neighbours[node]!) {
      if (
        next === from ||
        (cuts.size > 0 && (cuts.between(packet.origin, next) || cuts.between(node, next)))
      ) {
        continue;
      }
      if (loss > 0 && random.chance(loss)) {
        listener.lose(now);
        continue;
      }
      const way = jitter > 0 ? delay + jitter * random.next() : delay;
      this.plan(now + way, this.hop(packet, next, node, seen));
    }
  }

  private hop(packet: Packet, node: number, from: number, seen: Uint8Array): SimEvent {
    return { fire: (now) => this.arrive(now, packet, node, from, seen) };
  }
}
