import type { MemberOptions, MemoryNetwork } from "@svs/transport-memory";
import { graphOf } from "../graph.js";
import { memberName } from "../node-names.js";
import type { Scenario } from "../scenario.js";

/** The forwarder in the middle of a star, and of the medium. */
const HUB = "hub";

/**
 * Lays a scenario's forwarders and links.
 * @returns where each member is to be attached, and over what.
 */
export function layNetwork(network: MemoryNetwork, scenario: Scenario): (member: number) => MemberOptions {
  const { members, topology = "medium", delay = 0, jitter = 0, loss = 0 } = scenario;
  if (topology === "medium") {
    network.forwarder(HUB);
    if (loss > 0) {
      network.fault({ action: "drop", match: { from: HUB, probability: loss } });
    }
    return () => ({ to: HUB, delay: delay / 2, jitter: jitter / 2 });
  }
  const link = { delay, jitter, loss };
  if (topology === "star") {
    network.forwarder(HUB);
    return () => ({ to: HUB, ...link });
  }
  for (let member = 0; member < members; member++) {
    network.forwarder(forwarderOf(member));
  }
  for (const [a, b] of graphOf(topology, members).links) {
    network.link(forwarderOf(a), forwarderOf(b), link);
  }
  return (member) => ({ to: forwarderOf(member) });
}

/** Cuts groups of members off from each other, with their forwarders. */
export function partition(
  network: MemoryNetwork,
  groups: readonly (readonly number[])[],
  oneWay: boolean,
): Disposable {
  const names = groups.map((group) => group.flatMap((member) => [memberName(member), forwarderOf(member)]));
  return network.partition(names, { oneWay });
}

function forwarderOf(member: number): string {
  return `${memberName(member)}.fw`;
}
