import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Quantiles, quantiles } from "../latency/quantiles.js";
import { bundle } from "../peer/bundle.js";
import type { MemberProcess } from "../peer/member-process.js";
import type { Program } from "../peer/peer-kind.js";
import { type Host, HostLine, type RelayOptions } from "./host-line.js";

const PROBE = fileURLToPath(new URL("../../programs/hosts/probe.ts", import.meta.url));

/** Round trips, and publications, that are measured. */
const COUNT = 200;
/** Publications before those: members that have just met are asked for one at a time. */
const WARM_UP = 20;
/** Milliseconds between two of either. */
const PROBE_PAUSE = 20;
const PAUSE = 50;
/** Milliseconds in which all that is measured must be delivered. */
const PATIENCE = 90_000;

/** What was measured between the first host and another. Milliseconds. */
export interface PathFigures {
  readonly hops: number;
  /** Round trips of those datagrams that came back, of {@link HostFigures.count}. */
  readonly datagram: Quantiles;
  /** Of those Interests whose Data came, each sent once. */
  readonly interest: Quantiles;
  /** From the call that publishes to the other member's learning the number. */
  readonly known: Quantiles;
  /** And to its application's having the publication, checked and in order. */
  readonly delivered: Quantiles;
}

/** One set of hosts. */
export interface LineFigures {
  readonly relay: RelayOptions | undefined;
  readonly paths: readonly PathFigures[];
}

export interface HostFigures {
  /** How many round trips were tried, and publications measured. */
  readonly count: number;
  /** Milliseconds between two publications. */
  readonly pause: number;
  readonly lines: readonly LineFigures[];
}

const RELAYS: readonly (RelayOptions | undefined)[] = [
  undefined,
  { delay: 10, loss: 0, seed: 1 },
  { delay: 10, loss: 0.1, seed: 1 },
  { delay: 10, loss: 0.3, seed: 1 },
];

/**
 * Latencies between members on three hosts in a line, over one hop and two, beside the plain round-trip times
 * of the same paths.
 * @throws NotInstalled where there can be no network namespaces, or no NDNd.
 */
export async function measureHosts(): Promise<HostFigures> {
  const lines: LineFigures[] = [];
  for (const relay of RELAYS) {
    await using line = await HostLine.open(["alice", "bob", "carol"], { relay });
    await line.routeAddresses();
    const trips = await roundTrips(line);
    const latencies = await memberLatencies(line);
    lines.push({
      relay,
      paths: trips.map((trip, i) => ({ hops: i + 1, ...trip, ...latencies[i]! })),
    });
  }
  return { count: COUNT, pause: PAUSE, lines };
}

/** From the first host to each of the others. */
async function roundTrips(line: HostLine): Promise<Pick<PathFigures, "datagram" | "interest">[]> {
  const probe: Program = { command: process.execPath, args: [await bundle("probe", PROBE)] };
  const [alice, ...others] = line.hosts;
  const start = async (host: Host, ...args: readonly string[]) => {
    const process = line.run(host, probe, args);
    await process.until("the probe was ready", () => process.lines.length > 0);
    return process;
  };
  const ask = async (...args: readonly string[]): Promise<Quantiles> => {
    const process = await start(alice!, ...args, "--count", `${COUNT}`, "--interval", `${PROBE_PAUSE}`);
    await process.until("it had asked", () => process.lines.length > 1, PATIENCE);
    return quantiles(JSON.parse(process.lines[1]!));
  };
  return Promise.all(
    others.map(async (host) => {
      const { from, to, at } = line.plainPath(host);
      const prefix = ["--prefix", `/${host.name}/probe`];
      await start(host, "udp", "--local", at);
      await start(host, "ndn", "--forwarder", host.forwarder.uri, ...prefix, "--serve");
      const [datagram, interest] = await Promise.all([
        ask("udp", "--local", from, "--remote", to),
        ask("ndn", "--forwarder", alice!.forwarder.uri, ...prefix),
      ]);
      return { datagram, interest };
    }),
  );
}

/** Of the first host's publications at each of the others. */
async function memberLatencies(line: HostLine): Promise<Pick<PathFigures, "known" | "delivered">[]> {
  const members = await Promise.all(line.hosts.map((host) => line.join(host)));
  const [alice, ...others] = members as [MemberProcess, ...MemberProcess[]];
  const wanted = WARM_UP + COUNT;
  const { node } = alice.options;
  const allThere = (): boolean => others.every((other) => other.textsOf(node).length >= wanted);
  // It goes on until everything is there: what is announced last, and lost, is announced with the next.
  for (const giveUp = performance.now() + PATIENCE; !allThere(); await delay(PAUSE)) {
    if (performance.now() > giveUp) {
      throw new Error(`${PATIENCE} ms passed before everything was delivered.\n${others.join("\n")}`);
    }
    alice.send({ do: "publish", text: "hello" });
  }
  const published = new Map<number, number>();
  for (const event of alice.events) {
    if (event.is === "published") {
      published.set(event.seqNo, event.at);
    }
  }
  return others.map((other) => {
    const known: number[] = [];
    const delivered: number[] = [];
    const note = (into: number[], seqNo: number, at: number): void => {
      if (seqNo > WARM_UP && seqNo <= wanted) {
        into.push((at - published.get(seqNo)!) / 1e6);
      }
    };
    for (const event of other.events) {
      if (event.is === "known" && event.node === node) {
        for (let seqNo = event.low; seqNo <= event.high; ++seqNo) {
          note(known, seqNo, event.at);
        }
      } else if (event.is === "delivered" && event.node === node) {
        note(delivered, event.seqNo, event.at);
      }
    }
    return { known: quantiles(known), delivered: quantiles(delivered) };
  });
}
