import { Component, Name } from "@ndn/packet";
import { type Dialect, v3 } from "@svs/core";
import { python, v2 } from "@svs/core/dialects";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { hop, type OpenBridge, openBridge } from "./open-bridge.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

/** Bridges between these groups, each called by its place: `bridge0` and so on. */
async function openBridges(
  network: MemoryNetwork,
  pairs: readonly (readonly [Dialect, Dialect])[],
): Promise<OpenBridge[]> {
  const bridges: OpenBridge[] = [];
  for (const [i, [a, b]] of pairs.entries()) {
    bridges.push(await openBridge(network, `bridge${i}`, [{ dialect: a }, { dialect: b }]));
  }
  return bridges;
}

/** One member in each group. */
async function openReaders(network: MemoryNetwork, dialects: readonly Dialect[]): Promise<Member[]> {
  const readers: Member[] = [];
  for (const dialect of dialects) {
    const name = `in-${dialect.name}`;
    readers.push(await open(network, name, network.member(name, { delay: 10 }), { dialect }));
  }
  return readers;
}

/** Everybody says something three times; then half an hour passes, sixty periodic timeouts. */
async function sayAndWait(network: MemoryNetwork, readers: readonly Member[]): Promise<void> {
  for (const n of [1, 2, 3]) {
    for (const { svs } of readers) {
      await network.complete(svs.publish(`${n}`));
    }
    await network.advance(1000);
  }
  await network.advance(30 * 60_000);
}

/** Who was heard, and how often. */
function publishers({ heard }: Member): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of heard) {
    const [publisher] = line.split("#") as [string];
    counts[publisher] = (counts[publisher] ?? 0) + 1;
  }
  return counts;
}

const carriedBy = (bridges: readonly OpenBridge[]): number =>
  bridges.reduce((sum, { carried }) => sum + carried.length, 0);

simulated(
  "two bridges side by side carry everything once each, under names of their own",
  async (network) => {
    const readers = await openReaders(network, [v3, python]);
    const bridges = await openBridges(network, [
      [v3, python],
      [v3, python],
    ]);
    await sayAndWait(network, readers);
    expect(readers.map(publishers)).toEqual([
      {
        [`in-python/${hop("python", "group", "bridge0")}`]: 3,
        [`in-python/${hop("python", "group", "bridge1")}`]: 3,
      },
      {
        [`in-v3/${hop("v3", "group", "bridge0")}`]: 3,
        [`in-v3/${hop("v3", "group", "bridge1")}`]: 3,
      },
    ]);
    expect(carriedBy(bridges)).toBe(12);
  },
);

simulated("a chain of three groups: the names tell the way", async (network) => {
  const readers = await openReaders(network, [v3, python, v2]);
  const bridges = await openBridges(network, [
    [v3, python],
    [python, v2],
  ]);
  await sayAndWait(network, readers);
  const [first, second] = [hop("v3", "group", "bridge0"), hop("python", "group", "bridge1")];
  expect(publishers(readers[2]!)).toEqual({
    [`in-v3/${first}/${second}`]: 3,
    [`in-python/${second}`]: 3,
  });
  expect(carriedBy(bridges)).toBe(3 * (2 + 2 + 2));
});

simulated("a ring of three groups comes to rest: each way is gone once", async (network) => {
  const readers = await openReaders(network, [v3, python, v2]);
  const bridges = await openBridges(network, [
    [v3, python],
    [python, v2],
    [v2, v3],
  ]);
  await sayAndWait(network, readers);
  // From each of the two other groups directly, and through the third.
  expect(publishers(readers[0]!)).toEqual({
    [`in-python/${hop("python", "group", "bridge0")}`]: 3,
    [`in-python/${hop("python", "group", "bridge1")}/${hop("v2", "group", "bridge2")}`]: 3,
    [`in-v2/${hop("v2", "group", "bridge2")}`]: 3,
    [`in-v2/${hop("v2", "group", "bridge1")}/${hop("python", "group", "bridge0")}`]: 3,
  });
  expect(readers.map(({ heard }) => heard.length)).toEqual([12, 12, 12]);
  expect(carriedBy(bridges)).toBe(36);
});

simulated("a stranger's name that looks like a way is believed: it stays where it is", async (network) => {
  const [inV3, inPython] = await openReaders(network, [v3, python]);
  const [bridge] = await openBridges(network, [[v3, python]]);
  const odd = new Name("/odd").append(new Component(32, "via~python~~group~~nobody"));
  const other = new Name("/other").append(new Component(32, "via~python~~elsewhere~~nobody"));
  for (const node of [odd, other]) {
    await network.complete(inV3!.svs.addNode(node));
    await network.complete(inV3!.svs.publish("hello", { node }));
  }
  await network.settle();
  expect(inPython!.heard).toEqual([
    `other/32=via~python~~elsewhere~~nobody/${hop("v3", "group", "bridge0")}#1 hello`,
  ]);
  expect(bridge!.refused).toEqual([]);
});
