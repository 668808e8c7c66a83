import { SvSync } from "@svs/core";
import { MemoryNetwork } from "@svs/transport-memory";
import type { Figure } from "./report.js";

/** A group around one forwarder, in virtual time. */
interface Simulation {
  readonly members: number;
  /** Virtual seconds of publishing. */
  readonly seconds: number;
  /** Publications per second, of the whole group. */
  readonly rate: number;
  /** Share of packets lost on each link. */
  readonly loss: number;
}

async function open(network: MemoryNetwork, { members, loss }: Simulation): Promise<SvSync[]> {
  const names = Array.from({ length: members }, (_, i) => `m${i}`);
  const ports = network.star(names, { delay: 10, loss });
  const group: SvSync[] = [];
  for (const name of names) {
    group.push(await network.complete(SvSync.open({ ...ports[name]!, group: "/bench", node: `/${name}` })));
  }
  return group;
}

/** The whole stack with real packets, on one core: members, delivery, codec, signatures, network. */
export async function simulationFigures(simulation: Simulation): Promise<Figure[]> {
  const { members, seconds, rate, loss } = simulation;
  const network = new MemoryNetwork({ seed: 1, log: false });
  const group = await open(network, simulation);
  let delivered = 0;
  for (const member of group) {
    void (async () => {
      for await (const _ of member.publications()) {
        delivered++;
      }
    })();
  }
  await network.advance(5000);
  const begun = process.cpuUsage();
  for (let i = 0; i < seconds * rate; i++) {
    void group[i % members]!.publish(`publication ${i}`);
    await network.advance(1000 / rate);
  }
  const { user, system } = process.cpuUsage(begun);
  const cpu = (user + system) / 1e6;
  const name = `simulation, ${members} members, ${seconds} s, ${rate} publications/s, ${loss * 100} % loss`;
  return [
    { name: `${name}: processor time`, value: cpu, unit: "s" },
    { name: `${name}: deliveries`, value: delivered / cpu, unit: "/s" },
  ];
}
