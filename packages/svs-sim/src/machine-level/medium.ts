import type { Millis } from "@svs/core";
import type { SeededRandom } from "@svs/transport-memory";
import type { Cuts } from "./cuts.js";
import type { Plan, SimEvent } from "./event.js";
import type { Line, Network, NetworkListener } from "./network.js";
import type { Packet } from "./packet.js";

/** One line on which everybody hears everybody, and each who hears it loses a packet on its own. */
export class Medium implements Network {
  constructor(
    private readonly members: number,
    private readonly line: Line,
    private readonly cuts: Cuts,
    private readonly random: SeededRandom,
    private readonly plan: Plan,
    private readonly listener: NetworkListener,
  ) {}

  send(now: Millis, packet: Packet): void {
    const { members, cuts, random, listener } = this;
    const { delay, jitter, loss } = this.line;
    const hearers: number[] = [];
    for (let member = 0; member < members; member++) {
      if (member === packet.origin || (cuts.size > 0 && cuts.between(packet.origin, member))) {
        continue;
      }
      if (loss > 0 && random.chance(loss)) {
        listener.lose(now);
      } else if (jitter > 0) {
        this.plan(now + delay + jitter * random.next(), new Reception(packet, [member], listener));
      } else {
        hearers.push(member);
      }
    }
    // With one delay they all hear it at one moment, in this order: one event does for them.
    if (hearers.length > 0) {
      this.plan(now + delay, new Reception(packet, hearers, listener));
    }
  }
}

class Reception implements SimEvent {
  constructor(
    private readonly packet: Packet,
    private readonly hearers: readonly number[],
    private readonly listener: NetworkListener,
  ) {}

  fire(now: Millis): void {
    for (const member of this.hearers) {
      this.listener.arrive(now, this.packet, member);
    }
  }
}
