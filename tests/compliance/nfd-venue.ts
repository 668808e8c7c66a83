import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import type { TransportCapability, TransportDomain, Venue } from "@svs/compliance";
import { systemClock, type Transport } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { DatagramRelay } from "./datagram-relay.js";
import type { Relay } from "./relay.js";
import { StreamRelay } from "./stream-relay.js";

/** How a transport and its forwarder are connected. */
export type SocketKind = "unix" | "tcp" | "udp" | "ws";

const host = "127.0.0.1";
const anywhere = { host, port: 0 };

/** The NFD transport, by one kind of socket, at an embedded forwarder of its own for every case. */
export function nfdVenue(kind: SocketKind): Venue<TransportDomain, TransportCapability> {
  return {
    title: `NfdTransport and the embedded forwarder over ${kind}`,
    capabilities: { cut: true, multicast: true, nack: true, refusal: true },
    open: () => open(kind),
  };
}

const elapse = (ms: number): Promise<void> => new Promise((resolve) => systemClock.schedule(ms, resolve));

async function open(kind: SocketKind): Promise<TransportDomain> {
  const directory = await mkdtemp(join(tmpdir(), "svs-compliance-"));
  const path = join(directory, "forwarder.sock");
  const forwarder = await Forwarder.start({
    unix: kind === "unix" && path,
    tcp: kind === "tcp" && anywhere,
    udp: kind === "udp" && anywhere,
    ws: kind === "ws" && anywhere,
  });
  const port = Number(new URL(forwarder.uris[0]!).port);
  const attached = new Map<Transport, Relay>();

  const relayFor = (name: string): Promise<Relay> => {
    switch (kind) {
      case "unix":
        return StreamRelay.listen({ path }, { path: join(directory, `${name}.sock`) }, kind);
      case "udp":
        return DatagramRelay.listen(port);
      default:
        return StreamRelay.listen({ host, port }, anywhere, kind);
    }
  };

  return {
    clock: systemClock,
    quiet: 50,
    patience: 5_000,
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
      await forwarder.close();
      await rm(directory, { recursive: true });
    },
  };
}
