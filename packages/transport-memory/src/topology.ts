import type { MemberOptions, MemberPorts, MemoryNetwork } from "./memory-network.js";

/** See `MemoryNetwork.star`. */
export function layStar<N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  options: MemberOptions,
): Record<N, MemberPorts> {
  const to = network.forwarder("hub");
  return record(names, (name) => network.member(name, { ...options, to }));
}

/** See `MemoryNetwork.line`. */
export function layLine<N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  options: MemberOptions,
): Record<N, MemberPorts> {
  return layGraph(network, names, options, (a, b) => b === a + 1);
}

/** See `MemoryNetwork.ring`. */
export function layRing<N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  options: MemberOptions,
): Record<N, MemberPorts> {
  const last = names.length - 1;
  return layGraph(network, names, options, (a, b) => b === a + 1 || (a === 0 && b === last));
}

/** See `MemoryNetwork.mesh`. */
export function layMesh<N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  options: MemberOptions,
): Record<N, MemberPorts> {
  return layGraph(network, names, options, () => true);
}

/** A forwarder for every member, and a link wherever `linked(a, b)`, a < b, says so. */
function layGraph<N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  options: MemberOptions,
  linked: (a: number, b: number) => boolean,
): Record<N, MemberPorts> {
  const { skew, drift, ...link } = options;
  const forwarders = names.map((name) => network.forwarder(`${name}.fw`));
  forwarders.forEach((from, a) => {
    forwarders.forEach((to, b) => {
      if (a < b && linked(a, b)) {
        network.link(from, to, link);
      }
    });
  });
  const { packetSizeMax } = options;
  return record(names, (name) => network.member(name, { to: `${name}.fw`, skew, drift, packetSizeMax }));
}

function record<N extends string>(
  names: readonly N[],
  make: (name: N) => MemberPorts,
): Record<N, MemberPorts> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, MemberPorts>;
}
