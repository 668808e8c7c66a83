/**
 * Carries datagrams between pairs of addresses, late and not all of them:
 *
 *     relay --delay 10 --loss 0.3 --seed 1 NEAR_LOCAL,NEAR_REMOTE,FAR_LOCAL,FAR_REMOTE…
 *
 * with addresses as `10.0.0.1:7000`. What comes from a remote address to the local one beside it goes, from
 * the other local one, to the other remote. `delay` is in milliseconds, each way; `loss` is a share, each
 * way, drawn from the seed. A line of standard input is a new share. At its end the program says how many
 * datagrams it `passed` on and how many were `lost`, as JSON.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { SeededRandom } from "@svs/transport-memory";
import { type Address, addressOf } from "./address.js";

const { values, positionals } = parseArgs({
  options: { delay: { type: "string" }, loss: { type: "string" }, seed: { type: "string" } },
  allowPositionals: true,
});
const delay = Number(values.delay);
let loss = Number(values.loss);
const seed = SeededRandom.of(Number(values.seed));
const counts = { passed: 0, lost: 0 };

for (const pair of positionals) {
  const [nearLocal, nearRemote, farLocal, farRemote] = pair.split(",").map(addressOf);
  const near = await open(nearLocal!);
  const far = await open(farLocal!);
  carry(near, far, farRemote!, seed.fork(`${pair} outward`));
  carry(far, near, nearRemote!, seed.fork(`${pair} homeward`));
}
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  loss = Number(line);
}
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exit();

async function open({ host, port }: Address): Promise<Socket> {
  const socket = createSocket("udp4");
  // Nobody receives at the remote address: that is as if it were lost.
  socket.on("error", () => undefined);
  socket.bind(port, host);
  await once(socket, "listening");
  return socket;
}

function carry(from: Socket, to: Socket, { host, port }: Address, random: SeededRandom): void {
  from.on("message", (datagram) => {
    if (random.chance(loss)) {
      counts.lost += 1;
      return;
    }
    counts.passed += 1;
    setTimeout(() => to.send(datagram, port, host), delay);
  });
}
