import { Name } from "@ndn/packet";
import type { TransportCapability, TransportDomain, Venue } from "@svs/compliance";
import { MemoryNetwork, type MemoryTransport } from "@svs/transport-memory";

/**
 * - `star`: every attachment is at one forwarder, which answers with a Nack where it has no route;
 * - `line`: each has a forwarder of its own, in a row, and what has no route is met with silence.
 */
export type MemoryTopology = "star" | "line";

const refusedPrefix = new Name("/localhost/reserved");

/** The memory transport, in virtual time: a network of its own for every case. */
export function memoryVenue(topology: MemoryTopology): Venue<TransportDomain, TransportCapability> {
  return {
    title: `MemoryTransport in a ${topology}`,
    capabilities: { cut: true, multicast: true, nack: topology === "star", refusal: true },
    open: async () => open(topology),
  };
}

function open(topology: MemoryTopology): TransportDomain {
  const network = new MemoryNetwork({ nacks: topology === "star" });
  network.refuse({ prefix: refusedPrefix });
  const transports = new Map<unknown, MemoryTransport>();
  let last: string | undefined;

  const placeFor = (name: string): string => {
    if (topology === "star") {
      return "hub";
    }
    const place = `${name}.fw`;
    network.forwarder(place);
    if (last !== undefined) {
      network.link(last, place, { delay: 2 });
    }
    last = place;
    return place;
  };
  if (topology === "star") {
    network.forwarder("hub");
  }

  return {
    clock: network.clock,
    quiet: 40,
    patience: 100,
    refusedPrefix,
    attach: async (name) => {
      const transport = network.attach(name, { to: placeFor(name), delay: 2 });
      transports.set(transport, transport);
      return transport;
    },
    cut: async (transport) => network.disconnect(transports.get(transport)!.name),
    mend: async (transport) => network.reconnect(transports.get(transport)!.name),
    elapse: (ms) => network.advance(ms),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
