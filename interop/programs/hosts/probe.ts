/**
 * Measures round trips, by datagrams or by Interests:
 *
 *     probe udp --local ADDRESS                      sends back what it is sent
 *     probe udp --local ADDRESS --remote ADDRESS     asks there
 *     probe ndn --forwarder URI --prefix NAME --serve
 *     probe ndn --forwarder URI --prefix NAME        asks for names below
 *
 * Whoever asks does so `--count` times, `--interval` milliseconds apart and never twice for the same, then
 * says how many milliseconds each answer took, as a JSON array, and ends.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import { NfdTransport } from "@svs/transport-nfd";
import { addressOf } from "./address.js";

/** Milliseconds after which an answer does not come any more. */
const PATIENCE = 1_000;
/** Octets of a datagram, or of a Data's content. */
const SIZE = 100;

const { values, positionals } = parseArgs({
  options: {
    local: { type: "string" },
    remote: { type: "string" },
    forwarder: { type: "string" },
    prefix: { type: "string" },
    serve: { type: "boolean", default: false },
    count: { type: "string" },
    interval: { type: "string" },
  },
  allowPositionals: true,
});
const { local, remote, forwarder: uri, prefix, serve, count, interval } = values;
const took: number[] = [];
const ask = positionals[0] === "udp" ? await openUdp() : await openNdn();
process.stdout.write("ready\n");
if (ask === undefined) {
  await once(process.stdin.resume(), "end");
} else {
  for (let i = 0; i < Number(count); ++i) {
    ask(i);
    await delay(Number(interval));
  }
  await delay(PATIENCE);
  process.stdout.write(`${JSON.stringify(took)}\n`);
}
process.exit();

/** @returns what asks, with a number, and notes how long the answer took; `undefined` for what answers. */
async function openUdp(): Promise<((i: number) => void) | undefined> {
  const { host, port } = addressOf(local!);
  const socket = createSocket("udp4");
  socket.bind(port, host);
  await once(socket, "listening");
  if (remote === undefined) {
    socket.on("message", (datagram, from) => socket.send(datagram, from.port, from.address));
    return undefined;
  }
  const there = addressOf(remote);
  const started: number[] = [];
  socket.on("message", (datagram) => took.push(performance.now() - started[datagram.readUInt32BE()]!));
  return (i) => {
    const datagram = Buffer.alloc(SIZE);
    datagram.writeUInt32BE(i);
    started[i] = performance.now();
    socket.send(datagram, there.port, there.host);
  };
}

/** As {@link openUdp}. */
async function openNdn(): Promise<((i: number) => void) | undefined> {
  const transport = await NfdTransport.connect({ uri });
  const name = new Name(prefix);
  if (serve) {
    await transport.serve(name, async (interest) => {
      const data = new Data(interest.name, new Uint8Array(SIZE));
      await digestSigning.sign(data);
      return data;
    });
    return undefined;
  }
  return (i) => {
    const start = performance.now();
    transport.express(new Interest(name.append(`${i}`), Interest.Lifetime(PATIENCE))).then(
      () => took.push(performance.now() - start),
      () => undefined, // lost: it is not among those that came
    );
  };
}
