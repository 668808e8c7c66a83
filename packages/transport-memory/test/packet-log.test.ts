import { Component, Interest, Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { type MemberPorts, MemoryNetwork, type MemoryNetworkOptions } from "../src/index.js";
import { component, data, interest, notice } from "./packets.js";

async function answeringPair(
  options?: MemoryNetworkOptions,
): Promise<{ network: MemoryNetwork; alice: MemberPorts; bob: MemberPorts }> {
  const network = new MemoryNetwork(options);
  const { alice, bob } = network.star(["alice", "bob"], { delay: 1.5 });
  await bob.transport.serve(new Name("/b"), ({ name }) => data(name));
  return { network, alice, bob };
}

test("has a line for every packet on every link, in the order of arrival", async () => {
  const { network, alice } = await answeringPair();
  await network.complete(alice.transport.express(interest("/b/1")));
  alice.transport.send(interest("/x"));
  await network.settle();
  expect(network.log.toString()).toMatchInlineSnapshot(`
    "1.500 alice > hub interest /b/1 20 forwarded
    3.000 hub > bob interest /b/1 20 delivered
    4.500 bob > hub data /b/1 17 forwarded
    6.000 hub > alice data /b/1 17 delivered
    7.500 alice > hub interest /x 17 no-route
    "
  `);
  expect([...network.log]).toEqual(network.log.toString().trimEnd().split("\n"));
  expect([0, 4, 5, -1].map((index) => network.log.line(index)?.slice(0, 5))).toEqual([
    "1.500",
    "7.500",
    undefined,
    undefined,
  ]);
});

test("writes what follows from an arrival behind it", async () => {
  const { network, alice } = await answeringPair();
  using _drop = network.fault({ action: "drop", match: { from: "hub" } });
  alice.transport.send(interest("/b/1"));
  await network.settle();
  expect([...network.log].map((line) => line.split(" ").at(-1))).toEqual(["forwarded", "dropped"]);
});

test("writes names for people, with numbers and cut digests", async () => {
  const { network, alice } = await answeringPair();
  const digest = component(
    1,
    Uint8Array.from({ length: 32 }, (_, i) => i),
  );
  const numbers = [50, 52, 54, 56, 58].map((type) => component(type, Uint8Array.of(1, 0)));
  const odd = [
    component(54, Uint8Array.of(1, 2, 3)),
    component(32, new TextEncoder().encode("svs")),
    component(8, Uint8Array.of(0, 0x20)),
  ];
  alice.transport.send(new Interest(new Name([Component.from("b"), ...numbers, ...odd, digest])));
  alice.transport.send(notice("/b", 0xabcd));
  await network.advance(2);
  expect([...network.log].map((line) => line.split(" ")[5])).toEqual([
    "/b/seg=256/off=256/v=256/t=256/seq=256/54=%01%02%03/32=svs/%00%20/sha256digest=00010203…",
    "/b/params-sha256=0000abcd…",
  ]);
});

test("writes a damaged packet's name as it can", async () => {
  const { network, alice } = await answeringPair();
  using _noise = network.fault({ action: "corrupt", octets: 200 });
  alice.transport.send(notice("/b", 1));
  await network.settle();
  expect([...network.log][1]).toMatch(/^1\.500 alice > hub interest \? \d+ malformed$/);
});

test("counts every fate", async () => {
  const { network, alice } = await answeringPair();
  await network.complete(alice.transport.express(interest("/b/1")));
  const { forwarded, delivered, lost } = network.log.fates;
  expect({ forwarded, delivered, lost }).toEqual({ forwarded: 2, delivered: 2, lost: 0 });
  expect(network.log.length).toBe(4);
});

test("is digested with or without its lines", async () => {
  const digest = async (log: boolean, name = "/b/1", delay = 0): Promise<string> => {
    const { network, alice } = await answeringPair({ log });
    await network.advance(delay);
    await network.complete(alice.transport.express(interest(name)));
    expect([...network.log].length).toBe(log ? 4 : 0);
    expect(network.log.length).toBe(4);
    return network.logDigest();
  };
  const reference = await digest(true);
  expect(reference).toMatch(/^[0-9a-f]{16}$/);
  expect(await digest(false)).toBe(reference);
  expect(await digest(true, "/b/2")).not.toBe(reference);
  expect(await digest(true, "/b/1", 0.25)).not.toBe(reference);
});

test("digests links, kinds and sizes", async () => {
  const digest = async (from: "alice" | "bob", size: number): Promise<string> => {
    const network = new MemoryNetwork();
    network.star(["alice", "bob"])[from].transport.send(notice("/b", 1, size));
    await network.settle();
    expect(network.log.length).toBe(1);
    return network.logDigest();
  };
  const digests = [await digest("alice", 5), await digest("bob", 5), await digest("alice", 6)];
  expect(new Set(digests).size).toBe(3);
});

test("digests fates, and nothing but what is in the lines", async () => {
  const digest = async (fault: "drop" | "cut", nonce: number): Promise<string> => {
    const { network, alice } = await answeringPair();
    using _fault = network.fault({ action: fault, match: { from: "hub" } });
    alice.transport.send(new Interest("/b/1", Interest.Nonce(nonce)));
    await network.settle();
    return network.logDigest();
  };
  expect(await digest("drop", 1)).toBe(await digest("drop", 2));
  expect(await digest("drop", 1)).not.toBe(await digest("cut", 1));
});

test("holds thousands of lines", async () => {
  const { network, alice } = await answeringPair();
  for (let i = 0; i < 1000; ++i) {
    alice.transport.send(interest(`/b/${i}`));
  }
  await network.settle();
  expect(network.log.length).toBe(4000);
  expect(network.log.line(3999)).toBe("6.000 hub > alice data /b/999 19 unsolicited");
  expect(network.log.line(0)).toBe("1.500 alice > hub interest /b/0 20 forwarded");
});
