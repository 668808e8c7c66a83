import { Component, Interest, Name } from "@ndn/packet";
import { describe, expect, test } from "vitest";
import { type Fault, type MemberPorts, MemoryNetwork, type MemoryNetworkOptions } from "../src/index.js";
import { data, interest, notice } from "./packets.js";

/** Members around a hub, 10 ms away. All listen to /g, and write down what they hear and when. */
async function group(options?: MemoryNetworkOptions): Promise<{
  network: MemoryNetwork;
  members: Record<"a" | "b" | "c", MemberPorts>;
  heard: Record<"a" | "b" | "c", string[]>;
  /** Member a sends notices, one every millisecond. */
  send(count: number, from?: "a" | "b" | "c"): Promise<void>;
}> {
  const network = new MemoryNetwork(options);
  const members = network.star(["a", "b", "c"], { delay: 10 });
  const heard = { a: [] as string[], b: [] as string[], c: [] as string[] };
  for (const member of ["a", "b", "c"] as const) {
    const { transport } = members[member];
    const list = heard[member];
    const handler = ({ name }: { name: Name }): undefined => {
      list.push(`${name.get(-1)!.value[3]}@${network.now}`);
      return undefined;
    };
    await transport.serve(new Name("/g"), handler, { multicast: new Name("/g") });
  }
  let id = 0;
  const send = async (count: number, from: "a" | "b" | "c" = "a"): Promise<void> => {
    for (let i = 0; i < count; ++i) {
      members[from].transport.send(notice("/g", ++id));
      await network.advance(1);
    }
  };
  return { network, members, heard, send };
}

describe("actions", () => {
  test("drop loses the packet", async () => {
    const { network, heard, send } = await group();
    using rule = network.fault({ action: "drop", match: { to: "b" } });
    await send(1);
    await network.settle();
    expect(heard).toEqual({ a: [], b: [], c: ["1@20"] });
    expect(rule.hits).toBe(1);
    expect([...network.log]).toContain("10.000 hub > b interest /g/params-sha256=00000001… 54 dropped");
  });

  test("delay adds to the link's own, jitter up to its bound", async () => {
    const { network, heard, send } = await group();
    using _late = network.fault({ action: "delay", delay: 100, match: { to: "b" } });
    using _unsteady = network.fault({ action: "delay", delay: 100, jitter: 50, match: { to: "c" } });
    await send(1);
    await network.settle();
    expect(heard.b).toEqual(["1@120"]);
    const time = Number(heard.c[0]?.slice(2));
    expect(time).toBeGreaterThan(120);
    expect(time).toBeLessThan(170);
  });

  test("duplicate lets copies follow", async () => {
    const { network, heard, send } = await group();
    using _echo = network.fault({ action: "duplicate", copies: 2, spacing: 5, match: { to: "b" } });
    using _twin = network.fault({ action: "duplicate", match: { to: "c" } });
    await send(1);
    await network.settle();
    expect(heard).toEqual({ a: [], b: ["1@20", "1@25", "1@30"], c: ["1@20", "1@20"] });
  });

  test("reorder lets the next packet overtake, and waits in vain only so long", async () => {
    const { network, heard, send } = await group();
    using _swap = network.fault({ action: "reorder", within: 300, match: { to: "b" } });
    await send(5);
    await network.settle();
    expect(heard.b).toEqual(["2@21", "1@21", "4@23", "3@23", "5@324"]);
    expect(heard.c.length).toBe(5);
  });

  test("corrupt changes octets: of this many, damaged ones are counted, others arrive as they are", async () => {
    const { network, members, send } = await group();
    const seen: number[] = [];
    await members.b.transport.serve(new Name("/g/x"), () => undefined);
    using _noise = network.fault({ action: "corrupt", octets: 3, match: { to: "b" } });
    await send(200);
    await network.settle();
    const { corrupted, malformed } = network.log.fates;
    seen.push(corrupted, malformed);
    expect(corrupted).toBe(200);
    expect(malformed).toBeGreaterThan(20);
    expect(malformed).toBeLessThan(200);
  });

  test("what a corrupted packet was stays whole for the others", async () => {
    const { network, heard, send } = await group();
    using _noise = network.fault({ action: "corrupt", octets: 30, match: { to: "b" } });
    await send(3);
    await network.settle();
    expect(heard.c).toEqual(["1@20", "2@21", "3@22"]);
  });

  test("hold keeps packets until they are released, in order", async () => {
    const { network, heard, send } = await group();
    const rule = network.fault({ action: "hold", match: { to: "b" } });
    await send(3);
    await network.settle();
    expect(heard.b).toEqual([]);
    expect(rule.held).toBe(3);
    await network.advance(100 - network.now);
    rule.release();
    await send(1);
    await network.settle();
    expect(heard.b).toEqual(["1@110", "2@110", "3@110"]);
    expect(rule.held).toBe(1);
    rule.remove();
    await network.settle();
    expect(heard.b.length).toBe(4);
  });

  test("what is held does not arrive on a later connection", async () => {
    const { network, members, heard, send } = await group();
    const rule = network.fault({ action: "hold", match: { to: "b" } });
    await send(1);
    await network.settle();
    network.disconnect("b");
    network.reconnect("b");
    rule.remove();
    await send(1);
    await network.settle();
    expect(members.b.transport.status).toBe("up");
    expect(heard.b.length).toBe(1);
    expect(network.log.fates.down).toBe(1);
  });

  test("pass shields from later rules", async () => {
    const { network, heard, send } = await group();
    using _spare = network.fault({ action: "pass", match: { to: "b" } });
    using _drop = network.fault({ action: "drop", match: { from: "hub" } });
    await send(1);
    await network.settle();
    expect(heard).toEqual({ a: [], b: ["1@20"], c: [] });
  });

  test("cut tells the forwarder: it takes another way, and aggregates nothing with it", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const near = network.member("near", { delay: 1 });
    const far = network.member("far", { delay: 9 });
    const asked: string[] = [];
    for (const { transport } of [near, far]) {
      await transport.serve(new Name("/s"), () => {
        asked.push(transport.name);
        return data("/s/1");
      });
    }
    const cut = network.fault({ action: "cut", match: { to: "near" } });
    await network.complete(alice.transport.express(interest("/s/1")));
    using _all = network.fault({ action: "cut", match: { from: "alice", to: "far" } });
    alice.transport.send(interest("/s/2"));
    await network.advance(1);
    cut.remove();
    bob.transport.send(interest("/s/2"));
    await network.settle();
    expect(asked).toEqual(["far", "near"]);
  });
});

describe("matching", () => {
  const cases: [string, Fault["match"], Record<string, number>][] = [
    ["nothing given: every packet", undefined, { b: 0, c: 0 }],
    ["the sender and the receiver", { from: "a", to: "b" }, { b: 0, c: 3 }],
    ["several receivers", { to: ["b", "c"] }, { b: 0, c: 0 }],
    ["a sender alone: the link it sends on", { from: "a" }, { b: 0, c: 0 }],
    ["a forwarder", { from: "hub", to: "c" }, { b: 3, c: 0 }],
    ["another sender", { from: ["c", "b"], to: "b" }, { b: 3, c: 3 }],
    ["a kind", { kind: "data" }, { b: 3, c: 3 }],
    ["a name", { name: "/g", to: "b" }, { b: 0, c: 3 }],
    ["a name of half a component", { name: "/", to: "b" }, { b: 0, c: 3 }],
    ["another name", { name: "/h" }, { b: 3, c: 3 }],
    ["a longer name", { name: "/g/x/y" }, { b: 3, c: 3 }],
    ["no packet at all", { probability: 0 }, { b: 3, c: 3 }],
    [
      "a condition",
      {
        to: "b",
        where: ({ name, origin, from, to, kind, octets }) =>
          name.get(-1)!.value[3] === 2 &&
          [origin, from, to, kind, octets.length].join() === "a,hub,b,interest,54",
      },
      { b: 2, c: 3 },
    ],
  ];
  test.each(cases)("%s", async (_title, match, expected) => {
    const { network, heard, send } = await group();
    using _drop = network.fault({ action: "drop", match });
    await send(3);
    await network.settle();
    expect({ b: heard.b.length, c: heard.c.length }).toEqual(expected);
  });

  test("a name does not match beyond the packet's name", async () => {
    const { network, members } = await group();
    // What follows the name in the packet is its Nonce, which looks like a component of type 10.
    const name = new Name("/x").append(new Component(10, Uint8Array.of(0, 0, 0, 7)));
    using rule = network.fault({ action: "drop", match: { name } });
    members.a.transport.send(new Interest("/x", Interest.Nonce(7)));
    members.a.transport.send(new Interest(name));
    await network.settle();
    expect(rule.hits).toBe(1);
  });

  test("the first rule that matches decides", async () => {
    const { network, heard, send } = await group();
    using first = network.fault({ action: "delay", delay: 5, match: { to: "b" } });
    using second = network.fault({ action: "drop", match: { to: "b" } });
    await send(1);
    await network.settle();
    expect(heard.b).toEqual(["1@25"]);
    expect([first.hits, second.hits]).toEqual([1, 0]);
  });

  test("a rule for so many packets befalls the first ones", async () => {
    const { network, heard, send } = await group();
    using _drop = network.fault({ action: "drop", match: { to: "b" }, times: 2 });
    await send(4);
    await network.settle();
    expect(heard.b).toEqual(["3@22", "4@23"]);
  });

  test("a probability is a share, drawn from the seed", async () => {
    const run = async (seed: number): Promise<string[]> => {
      const { network, heard, send } = await group({ seed });
      using rule = network.fault({ action: "drop", match: { to: "b", probability: 0.3 } });
      await send(300);
      await network.settle();
      expect(rule.hits).toBeGreaterThan(60);
      expect(rule.hits).toBeLessThan(120);
      return heard.b;
    };
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
  });

  test("a rule that was removed has no effect", async () => {
    const { network, heard, send } = await group();
    {
      using _drop = network.fault({ action: "drop" });
    }
    await send(1);
    await network.settle();
    expect(heard.b).toEqual(["1@20"]);
  });

  test.each([
    { action: "drop", match: { probability: 2 } },
    { action: "drop", times: Number.NaN },
    { action: "delay", delay: -1 },
    { action: "corrupt", octets: -3 },
  ] satisfies Fault[])("refuses %o", (fault) => {
    expect(() => new MemoryNetwork().fault(fault)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("partitions and clogs", () => {
  test("groups do not hear each other; who is in none hears all; disposing mends it", async () => {
    const { network, heard, send } = await group();
    const partition = network.partition([["a"], ["b"]]);
    await send(1, "a");
    await send(1, "b");
    await send(1, "c");
    await network.settle();
    expect(heard).toEqual({ a: ["3@22"], b: ["3@22"], c: ["1@20", "2@21"] });
    partition[Symbol.dispose]();
    await send(1, "a");
    await network.settle();
    expect(heard.b.length).toBe(2);
  });

  test("members of one group hear each other", async () => {
    const { network, heard, send } = await group();
    using _partition = network.partition([["a"], ["b", "c"]]);
    await send(1, "c");
    await network.settle();
    expect(heard).toEqual({ a: [], b: ["1@20"], c: [] });
  });

  test("one way, a group hears those after it, and they do not hear it", async () => {
    const { network, heard, send } = await group();
    using _partition = network.partition([["a"], ["b"]], { oneWay: true });
    await send(1, "a");
    await send(1, "b");
    await network.settle();
    expect(heard).toEqual({ a: ["2@21"], b: [], c: ["1@20", "2@21"] });
  });

  test("Data does not cross either", async () => {
    const network = new MemoryNetwork();
    const { a, b } = network.star(["a", "b"]);
    await b.transport.serve(new Name("/b"), () => data("/b/1"));
    using _partition = network.partition([["b"], ["a"]], { oneWay: true });
    const answer = a.transport.express(interest("/b/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect([...network.log].at(-1)).toMatch(/hub > a data \/b\/1 \d+ cut$/);
  });

  test("forwarders can be parted too", async () => {
    const network = new MemoryNetwork();
    const { a, b } = network.line(["a", "b"]);
    await b.transport.serve(new Name("/b"), () => data("/b/1"));
    using _partition = network.partition([["a.fw"], ["b.fw"]]);
    const answer = a.transport.express(interest("/b/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
  });

  test("a clog holds one direction, and lets go in order", async () => {
    const { network, heard, send } = await group();
    const clog = network.clog("a", "b");
    await send(2, "a");
    await send(1, "b");
    await network.settle();
    expect(heard).toEqual({ a: ["3@22"], b: [], c: ["1@20", "2@21", "3@22"] });
    clog.remove();
    clog.remove();
    await network.settle();
    expect(heard.b).toEqual(["1@32", "2@32"]);
  });
});

describe("a link's own faults", () => {
  test("loss is a share of the packets of each direction", async () => {
    const network = new MemoryNetwork({ seed: 2 });
    const { a, b } = network.star(["a", "b"], { loss: 0.2 });
    await b.transport.serve(new Name("/b"), () => undefined);
    for (let i = 0; i < 500; ++i) {
      a.transport.send(interest(`/b/${i}`));
    }
    await network.settle();
    const { lost, delivered } = network.log.fates;
    expect(lost / (lost + delivered)).toBeGreaterThan(0.3);
    expect(lost / (lost + delivered)).toBeLessThan(0.42);
  });

  test("jitter delays each packet by up to its bound", async () => {
    const network = new MemoryNetwork();
    const { a, b } = network.star(["a", "b"], { delay: 10, jitter: 4 });
    const delays: number[] = [];
    await b.transport.serve(new Name("/b"), () => void delays.push(network.now));
    for (let i = 0; i < 100; ++i) {
      a.transport.send(interest(`/b/${i}`));
    }
    await network.settle();
    expect(delays.length).toBe(100);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(20);
    expect(Math.min(...delays)).toBeLessThan(21.5);
    expect(Math.max(...delays)).toBeLessThan(28);
    expect(Math.max(...delays)).toBeGreaterThan(26.5);
  });
});
