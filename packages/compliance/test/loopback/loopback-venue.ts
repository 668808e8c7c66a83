import { Name } from "@ndn/packet";
import type { Transport } from "@svs/core";
import type { TransportCapability, TransportDomain, Venue } from "../../src/index.js";
import { LoopbackNetwork } from "./loopback-network.js";
import { LoopbackTransport } from "./loopback-transport.js";
import { VirtualClock } from "./virtual-clock.js";

const refusedPrefix = new Name("/localhost/reserved");

/** A network in virtual time with every capability, whose transports keep every rule. */
export const loopbackVenue: Venue<TransportDomain, TransportCapability> = {
  title: "a plain transport",
  capabilities: { cut: true, multicast: true, nack: true, refusal: true },
  open: async (): Promise<TransportDomain> => {
    const clock = new VirtualClock();
    const network = new LoopbackNetwork(clock);
    const transports = new Set<LoopbackTransport>();
    const own = (transport: Transport): LoopbackTransport => {
      const [found] = [...transports].filter((one) => one === transport);
      if (found === undefined) {
        throw new Error("that transport is of another domain");
      }
      return found;
    };
    return {
      clock,
      quiet: 20,
      patience: 100,
      refusedPrefix,
      attach: async () => {
        const transport = new LoopbackTransport(network, refusedPrefix);
        transports.add(transport);
        return transport;
      },
      cut: async (transport) => own(transport).cut(),
      mend: async (transport) => own(transport).mend(),
      elapse: (ms) => clock.elapse(ms),
      [Symbol.asyncDispose]: async () => {
        await Promise.all([...transports].map((transport) => transport.close()));
      },
    };
  },
};
