import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { MemoryNetwork } from "../src/index.js";
import { data, interest } from "./packets.js";

/** The forwarders that an Interest from a member for /s passed. */
async function pathOf(network: MemoryNetwork, member: string): Promise<string[]> {
  const from = network.log.length;
  const { transport } = network.member(member, { to: `${member}.fw` });
  await network.complete(transport.express(interest("/s/1", 5000)).catch(() => undefined));
  return [...network.log]
    .slice(from)
    .filter((line) => line.includes(" interest "))
    .map((line) => line.split(" ")[3]!);
}

async function serverAt(network: MemoryNetwork, node: string): Promise<void> {
  const { transport } = network.member("server", { to: node });
  await transport.serve(new Name("/s"), () => data("/s/1"));
}

function graph(links: readonly (readonly [string, string, number, number?])[]): MemoryNetwork {
  const network = new MemoryNetwork();
  for (const name of new Set([...links.map(([a]) => a), ...links.map(([, b]) => b)])) {
    network.forwarder(name);
  }
  for (const [a, b, delay, cost] of links) {
    network.link(a, b, { delay, cost });
  }
  return network;
}

test("leads along the path of least delay", async () => {
  const network = graph([
    ["a.fw", "t", 100],
    ["a.fw", "b", 10],
    ["b", "c", 10],
    ["c", "t", 10],
  ]);
  await serverAt(network, "t");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "b", "c", "t", "server"]);
});

test("of equally cheap paths takes the one of fewer links, then that of the link laid first", async () => {
  const fewer = graph([
    ["a.fw", "b", 0, 1],
    ["b", "c", 0, 1],
    ["c", "t", 0, 1],
    ["a.fw", "d", 0, 0.5],
    ["d", "t", 0, 2.5],
  ]);
  await serverAt(fewer, "t");
  expect(await pathOf(fewer, "a")).toEqual(["a.fw", "d", "t", "server"]);
  const first = graph([
    ["c", "t", 5],
    ["b", "t", 5],
    ["a.fw", "b", 5],
    ["a.fw", "c", 5],
  ]);
  await serverAt(first, "t");
  expect(await pathOf(first, "a")).toEqual(["a.fw", "c", "t", "server"]);
});

test("changes at once with the links and the forwarders", async () => {
  const network = graph([
    ["a.fw", "t", 100],
    ["b", "t", 1],
  ]);
  await serverAt(network, "t");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "t", "server"]);
  network.link("a.fw", "b");
  network.crash("a");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "b", "t", "server"]);
  network.crashForwarder("b");
  network.crash("a");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "t", "server"]);
  network.restartForwarder("b");
  network.crash("a");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "b", "t", "server"]);
});

test("changes for packets under way too", async () => {
  const network = new MemoryNetwork();
  const { a, b, c } = network.line(["a", "b", "c"], { delay: 10 });
  const asked: string[] = [];
  await c.transport.serve(new Name("/s"), () => void asked.push("c"));
  a.transport.send(interest("/s/t/1"));
  await network.advance(5);
  const registration = await b.transport.serve(new Name("/s/t"), () => void asked.push("b"));
  await network.settle();
  expect(asked).toEqual(["b"]);
  a.transport.send(interest("/s/t/2"));
  await network.advance(5);
  await registration[Symbol.asyncDispose]();
  await b.transport.serve(new Name("/s/t"), () => void asked.push("b"), { multicast: new Name("/s") });
  await network.settle();
  expect(asked).toEqual(["b", "b", "c"]);
});

test("knows no way into another part of the network, nor to a prefix that was withdrawn", async () => {
  const network = graph([
    ["a.fw", "b", 1],
    ["c", "d", 1],
  ]);
  await serverAt(network, "d");
  expect(await pathOf(network, "a")).toEqual(["a.fw"]);
  const near = network.member("near", { to: "b" });
  const registration = await near.transport.serve(new Name("/s"), () => data("/s/1"));
  network.crash("a");
  expect(await pathOf(network, "a")).toEqual(["a.fw", "b", "near"]);
  await registration[Symbol.asyncDispose]();
  network.crash("a");
  expect(await pathOf(network, "a")).toEqual(["a.fw"]);
});

test("helpers lay a star, a line, a ring and a mesh", async () => {
  const hops = async (lay: "star" | "line" | "ring" | "mesh"): Promise<number[]> => {
    const network = new MemoryNetwork();
    const members = network[lay](["a", "b", "c", "d"], { delay: 10 });
    await members.d.transport.serve(new Name("/d"), () => data("/d"));
    const times: number[] = [];
    for (const { transport } of [members.a, members.b, members.c]) {
      const start = network.now;
      await network.complete(transport.express(interest("/d")));
      times.push((network.now - start) / 20);
    }
    return times;
  };
  expect(await hops("star")).toEqual([2, 2, 2]);
  expect(await hops("line")).toEqual([3, 2, 1]);
  expect(await hops("ring")).toEqual([1, 2, 1]);
  expect(await hops("mesh")).toEqual([1, 1, 1]);
});

test("refuses a graph that is none", () => {
  const network = new MemoryNetwork();
  network.forwarder("a");
  network.forwarder("b");
  network.link("a", "b");
  const refused = [
    () => network.forwarder("a"),
    () => network.link("b", "a"),
    () => network.link("a", "a"),
    () => network.link("a", "nowhere"),
    () => network.attach("x", { to: "nowhere" }),
    () => network.attach("a"),
    () => network.attach("x", { to: new MemoryNetwork().forwarder("a") }),
    () => network.attach("y", { delay: -1 }),
    () => network.attach("y", { loss: 1.5 }),
    () => network.attach("y", { jitter: Number.NaN }),
    () => network.attach("y", { packetSizeMax: Number.POSITIVE_INFINITY }),
    () => network.crash("nobody"),
    () => network.crashForwarder("nowhere"),
  ];
  for (const act of refused) {
    expect(act).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  }
});
