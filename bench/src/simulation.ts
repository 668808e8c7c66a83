import { SvSync } from "@svs/core";
import { preset, runMachines, runStack, withSetting } from "@svs/sim";
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

/**
 * Packets that reach a member of the simulator's `throughput` scenario, a second of processor time: the best of some
 * runs, for whatever else the machine does only makes it less.
 */
export async function simulatorFigures(runs: number): Promise<Figure[]> {
  const scenario = preset("throughput")!;
  const figures: Figure[] = [];
  for (const [level, run, duration] of [
    ["machine level", runMachines, 120_000],
    ["whole stack", runStack, 30_000],
  ] as const) {
    let best = 0;
    for (let seed = 0; seed <= runs; seed++) {
      const { deliveries, cpuSeconds } = await run(withSetting(scenario, "duration", duration), seed);
      best = seed === 0 ? 0 : Math.max(best, deliveries / cpuSeconds); // the first is for warming up
    }
    const name = `simulator, ${scenario.members} members, ${level}: deliveries`;
    figures.push({ name, value: best, unit: "/s" });
  }
  return figures;
}
