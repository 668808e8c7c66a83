import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import type { TransportCapability, TransportDomain, Venue } from "@svs/compliance";
import { systemClock, type Transport } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";
import { DatagramRelay } from "./datagram-relay.js";
import type { Relay } from "./relay.js";
import { StreamRelay } from "./stream-relay.js";
import type { SocketKind, VenueForwarder } from "./venue-forwarder.js";

/** The NFD transport, by one kind of socket, at a forwarder of its own for every case. */
export function nfdVenue(
  kind: SocketKind,
  forwarder: VenueForwarder,
): Venue<TransportDomain, TransportCapability> {
  return {
    title: `NfdTransport and ${forwarder.title} over ${kind}`,
    capabilities: forwarder.capabilities,
    open: () => open(kind, forwarder),
  };
}

const elapse = (ms: number): Promise<void> => new Promise((resolve) => systemClock.schedule(ms, resolve));

async function open(kind: SocketKind, { start, suppression }: VenueForwarder): Promise<TransportDomain> {
  const directory = await mkdtemp(join(tmpdir(), "svs-compliance-"));
  const forwarder = await start(kind, directory);
  const { address } = forwarder;
  const attached = new Map<Transport, Relay>();

  const relayFor = (name: string): Promise<Relay> => {
    if ("path" in address) {
      return StreamRelay.listen(address, { path: join(directory, `${name}.sock`) }, kind);
    }
    return kind === "udp"
      ? DatagramRelay.listen(address.port)
      : StreamRelay.listen(address, { host: "127.0.0.1", port: 0 }, kind);
  };

  return {
    clock: systemClock,
    quiet: 50,
    patience: 5_000,
    suppression,
    refusedPrefix: new Name("/localhost/nfd"),
    attach: async (name) => {
      const relay = await relayFor(name);
      const transport = await NfdTransport.connect({
        uri: relay.uri,
        reconnect: { initial: 5, max: 20 },
        // That nobody listens at a UDP port any more is noticed by sending something there.
        ...(kind === "udp" && { keepAlive: 100 }),
      });
      attached.set(transport, relay);
      return transport;
    },
    cut: (transport) => attached.get(transport)!.cut(),
    mend: (transport) => attached.get(transport)!.mend(),
    elapse,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...attached.keys()].map((transport) => transport.close()));
      await Promise.all([...attached.values()].map((relay) => relay.close()));
      await forwarder[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}
