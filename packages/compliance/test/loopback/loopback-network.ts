import { Data, Interest, type Name } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { VirtualClock } from "./virtual-clock.js";

/** One-way delay of every packet, in milliseconds. */
const DELAY = 2;

/** Where a network delivers to. */
export interface LoopbackPort {
  /** @param packet - the Interest's octets, as they were sent. */
  onInterest(interest: Interest, packet: Uint8Array, reply: (octets: Uint8Array) => void): void;
  onData(data: Data): void;
  onNack(interest: Interest): void;
}

interface Route {
  readonly port: LoopbackPort;
  readonly prefix: Name;
  readonly multicast: Name | undefined;
}

/** A forwarder between ports: no loss, no cache, one delay for every packet. */
export class LoopbackNetwork {
  private readonly routes: Route[] = [];

  constructor(readonly clock: VirtualClock) {}

  /** @returns withdraws the route. */
  register(route: Route): () => void {
    this.routes.push(route);
    return () => {
      const index = this.routes.indexOf(route);
      if (index >= 0) {
        this.routes.splice(index, 1);
      }
    };
  }

  forward(octets: Uint8Array, from: LoopbackPort): void {
    this.clock.schedule(DELAY, () => {
      const interest = Decoder.decode(octets, Interest);
      const hops = this.nextHops(interest.name, from);
      if (hops.length === 0) {
        this.clock.schedule(DELAY, () => from.onNack(interest));
      }
      for (const { port } of hops) {
        port.onInterest(interest, octets, (reply) => {
          this.clock.schedule(DELAY, () => from.onData(Decoder.decode(reply, Data)));
        });
      }
    });
  }

  /** The first port behind the longest prefix, or every one, and never the one it came from. */
  private nextHops(name: Name, from: LoopbackPort): Route[] {
    const matching = this.routes.filter(({ prefix, port }) => port !== from && prefix.isPrefixOf(name));
    const longest = Math.max(...matching.map(({ prefix }) => prefix.length));
    const best = matching.filter(({ prefix }) => prefix.length === longest);
    const multicast = this.routes.some((route) => route.multicast?.isPrefixOf(name) ?? false);
    return multicast ? [...new Map(matching.map((route) => [route.port, route])).values()] : best.slice(0, 1);
  }
}
