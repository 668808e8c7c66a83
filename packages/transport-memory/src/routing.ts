import type { Name } from "@ndn/packet";
import { BinaryHeap } from "./binary-heap.js";
import type { Channel } from "./channel.js";
import type { ForwardingNode } from "./forwarding-node.js";
import { PrefixTable } from "./prefix-table.js";
import type { WirePacket } from "./wire-packet.js";

/** Something that serves prefixes: an attachment. */
export interface RouteTarget {
  /** Where it is attached, and the node's face towards it. */
  readonly node: ForwardingNode;
  readonly face: Channel;
}

/** One of those who serve a prefix. */
interface Route {
  readonly target: RouteTarget;
  /** What the target says its way costs. */
  readonly cost: number;
}

/** Who serves a prefix, in the order of registration. */
export interface RibEntry {
  readonly depth: number;
  routes: readonly Route[];
}

/** The way from a node towards another: its face, and the cost from there on. */
interface Step {
  readonly face: Channel | undefined;
  readonly cost: number;
  readonly hops: number;
}

/**
 * Routing that knows everything at once: a prefix is reachable from every node as soon as it
 * is registered, by the cheapest path; of equally cheap ones by the one of fewer links, then
 * of the link laid first.
 */
export class Router {
  private version = 0;
  private readonly prefixes = new PrefixTable<RibEntry>();
  private readonly multicasts = new PrefixTable<true>();
  private readonly paths = new Map<ForwardingNode, Map<ForwardingNode, Step>>();
  private readonly cache = new Map<ForwardingNode, Map<RibEntry, readonly Channel[]>>();

  register(prefix: Name, target: RouteTarget, cost: number): void {
    const route = { target, cost };
    const entry = this.prefixes.get(prefix)?.value;
    if (entry) {
      entry.routes = [...entry.routes, route];
    } else {
      this.prefixes.set(prefix, { depth: prefix.length, routes: [route] });
    }
    this.forget();
  }

  unregister(prefix: Name, target: RouteTarget): void {
    const entry = this.prefixes.get(prefix)?.value;
    if (entry) {
      entry.routes = entry.routes.filter((other) => other.target !== target);
      if (entry.routes.length === 0) {
        this.prefixes.delete(prefix);
      }
      this.forget();
    }
  }

  /** Sets the multicast strategy on a prefix, in every node and for good. */
  setMulticast(prefix: Name): void {
    this.multicasts.set(prefix, true);
    this.forget();
  }

  /** Links or nodes came or went. */
  topologyChanged(): void {
    this.paths.clear();
    this.forget();
  }

  /** Whether Interests of that name go to everybody who serves a prefix of it. */
  isMulticast(packet: WirePacket): boolean {
    this.look(packet);
    return packet.fields.multicast;
  }

  /**
   * The faces by which an Interest can leave a node: those of its longest prefix first, the
   * cheapest first.
   */
  hops(node: ForwardingNode, packet: WirePacket): readonly Channel[] {
    this.look(packet);
    const entry = packet.fields.route;
    if (!entry) {
      return [];
    }
    let entries = this.cache.get(node);
    if (!entries) {
      entries = new Map();
      this.cache.set(node, entries);
    }
    let hops = entries.get(entry);
    if (!hops) {
      hops = this.computeHops(node, packet);
      entries.set(entry, hops);
    }
    return hops;
  }

  private forget(): void {
    this.version++;
    this.cache.clear();
  }

  /** Looks a name up once for all nodes it passes. */
  private look(packet: WirePacket): void {
    const { fields } = packet;
    if (fields.routeVersion !== this.version) {
      fields.routeVersion = this.version;
      fields.route = this.prefixes.longest(packet)?.value;
      fields.multicast = this.multicasts.longest(packet) !== undefined;
    }
  }

  private computeHops(node: ForwardingNode, packet: WirePacket): readonly Channel[] {
    const hops: Channel[] = [];
    let entry = this.prefixes.longest(packet);
    while (entry) {
      const costs = new Map<Channel, number>();
      for (const { target, cost: said } of entry.value.routes) {
        const step = target.node === node ? { face: target.face, cost: 0 } : this.step(node, target.node);
        if (step?.face && !hops.includes(step.face)) {
          const cost = step.cost + target.face.cost + said;
          costs.set(step.face, Math.min(cost, costs.get(step.face) ?? cost));
        }
      }
      hops.push(...[...costs].sort(([, a], [, b]) => a - b).map(([face]) => face));
      entry = this.prefixes.longest(packet, entry.depth - 1);
    }
    return hops;
  }

  private step(from: ForwardingNode, to: ForwardingNode): Step | undefined {
    let steps = this.paths.get(to);
    if (!steps) {
      steps = computeSteps(to);
      this.paths.set(to, steps);
    }
    return steps.get(from);
  }
}

/** For every node that can reach `target`: the first step of its best path (Dijkstra). */
function computeSteps(target: ForwardingNode): Map<ForwardingNode, Step> {
  const steps = new Map<ForwardingNode, Step>();
  const queue = new BinaryHeap<ForwardingNode>();
  const settled = new Set<ForwardingNode>();
  if (!target.down) {
    steps.set(target, { face: undefined, cost: 0, hops: 0 });
    queue.push(0, target);
  }
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (settled.has(node)) {
      continue;
    }
    settled.add(node);
    const { cost, hops } = steps.get(node)!;
    for (const [neighbour, face] of node.neighbours) {
      const way: Step = { face: face.reverse, cost: cost + face.cost, hops: hops + 1 };
      const known = steps.get(neighbour);
      const better = !known || way.cost < known.cost || (way.cost === known.cost && way.hops < known.hops);
      if (better && !neighbour.down && !settled.has(neighbour)) {
        steps.set(neighbour, way);
        queue.push(way.cost, neighbour);
      }
    }
  }
  return steps;
}
