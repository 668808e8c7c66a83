import { Component, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { type MemberPorts, MemoryNetwork } from "../src/index.js";
import { data, interest, notice, textOf } from "./packets.js";

/** How many packets of a kind crossed a link, whatever became of them. */
function crossings(network: MemoryNetwork, link: string, kind: string): number {
  return [...network.log].filter((line) => line.includes(` ${link} ${kind} `)).length;
}

/** Serves a prefix under the multicast strategy, and counts the Interests that come. */
async function listen(member: MemberPorts, prefix: string, group = prefix): Promise<{ count: number }> {
  const heard = { count: 0 };
  const handler = (): undefined => {
    heard.count++;
    return undefined;
  };
  await member.transport.serve(new Name(prefix), handler, { multicast: new Name(group) });
  return heard;
}

describe("pending Interests", () => {
  test("of one name are passed on once, and the Data comes to all who wait", async () => {
    const network = new MemoryNetwork();
    const { alice, bob, carol } = network.star(["alice", "bob", "carol"], { delay: 10 });
    let asked = 0;
    await carol.transport.serve(new Name("/c"), () => {
      asked++;
      return data("/c/1", "x");
    });
    const answers = Promise.all([alice, bob].map(({ transport }) => transport.express(interest("/c/1"))));
    expect((await network.complete(answers)).map(textOf)).toEqual(["x", "x"]);
    expect(asked).toBe(1);
    expect(network.log.fates.aggregated).toBe(1);
  });

  test("of different selectors are different", async () => {
    const network = new MemoryNetwork();
    const { alice, bob, carol } = network.star(["alice", "bob", "carol"], { delay: 10 });
    let asked = 0;
    await carol.transport.serve(new Name("/c"), () => {
      asked++;
      return undefined;
    });
    alice.transport.send(interest("/c/1"));
    bob.transport.send(new Interest("/c/1", Interest.CanBePrefix));
    bob.transport.send(new Interest("/c/1", Interest.MustBeFresh));
    await network.settle();
    expect(asked).toBe(3);
  });

  test("are forgotten after their lifetime: Data that comes later is unsolicited", async () => {
    for (const [lifetime, fate] of [
      [300, "delivered"],
      [299, "unsolicited"],
    ] as const) {
      const network = new MemoryNetwork();
      const { alice, bob } = network.star(["alice", "bob"]);
      await bob.transport.serve(new Name("/b"), async () => {
        await new Promise<void>((resolve) => bob.clock.schedule(299, resolve));
        return data("/b/1");
      });
      const answer = alice.transport.express(interest("/b/1", lifetime)).catch(() => undefined);
      await network.settle();
      expect((await answer) === undefined).toBe(fate === "unsolicited");
      expect(network.log.line(network.log.length - 1)).toMatch(new RegExp(`data /b/1 .* ${fate}$`));
    }
  });

  test.each([
    ["short", "long"],
    ["long", "short"],
  ])("of two faces expire each in its own time: %s, then %s", async (...order) => {
    const network = new MemoryNetwork();
    const { alice, bob, carol } = network.star(["alice", "bob", "carol"]);
    await carol.transport.serve(new Name("/c"), async () => {
      await new Promise<void>((resolve) => carol.clock.schedule(500, resolve));
      return data("/c/1", "late");
    });
    let short: Promise<unknown> = Promise.resolve();
    let long = new Promise<never>(() => undefined) as ReturnType<typeof bob.transport.express>;
    for (const which of order) {
      if (which === "short") {
        short = alice.transport.express(interest("/c/1", 200)).catch((error: unknown) => error);
      } else {
        long = bob.transport.express(interest("/c/1", 2000));
      }
    }
    await network.settle();
    expect(await short).toMatchObject({ code: "timeout" });
    expect(textOf(await long)).toBe("late");
    expect(crossings(network, "hub > alice", "data")).toBe(0);
  });

  test("expired ones do not keep a new Interest from being passed on", async () => {
    const network = new MemoryNetwork();
    const { alice, bob, carol } = network.star(["alice", "bob", "carol"]);
    await carol.transport.serve(new Name("/c"), () => undefined);
    alice.transport.send(interest("/c/1", 100));
    await network.advance(100);
    bob.transport.send(interest("/c/1", 100));
    await network.advance(1);
    expect(crossings(network, "hub > carol", "interest")).toBe(2);
  });

  test.each([undefined, new Name("/c")])(
    "are passed on again when nobody answers the copy before them any more (multicast %s)",
    async (multicast) => {
      const network = new MemoryNetwork();
      const { a, b, c, d } = network.star(["a", "b", "c", "d"]);
      let asked = 0;
      await d.transport.serve(new Name("/c"), () => void asked++, { multicast });
      a.transport.send(interest("/c/1", 100));
      await network.advance(50);
      b.transport.send(interest("/c/1", 1000));
      await network.advance(49);
      expect(asked).toBe(1);
      await network.advance(1);
      c.transport.send(interest("/c/1", 1000));
      await network.advance(1);
      expect(asked).toBe(2);
    },
  );

  test("stay few: what expired is swept out", async () => {
    const network = new MemoryNetwork();
    const hub = network.forwarder("hub");
    const alice = network.member("alice");
    for (let i = 0; i < 600; ++i) {
      alice.transport.send(interest(`/b/${i}`, i < 300 ? 10 : 10_000));
      await network.advance(i % 100 === 0 ? 20 : 0);
    }
    expect(hub.pendingInterests).toBeLessThan(450);
    expect(hub.pendingInterests).toBeGreaterThanOrEqual(300);
    network.crashForwarder(hub);
    expect(hub.pendingInterests).toBe(0);
  });

  test("are satisfied once: the same Data again is unsolicited", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    using _twice = network.fault({ action: "duplicate", match: { from: "bob", kind: "data" } });
    await network.complete(alice.transport.express(interest("/b/1")));
    await network.settle();
    expect(network.log.fates.unsolicited).toBe(1);
    expect(crossings(network, "hub > alice", "data")).toBe(1);
  });

  test("are forgotten with the connection that asked", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 10 });
    await bob.transport.serve(new Name("/b"), async ({ name }) => {
      await new Promise<void>((resolve) => bob.clock.schedule(20, resolve));
      return data(name);
    });
    alice.transport.send(interest("/b/1"));
    await network.advance(25);
    network.disconnect("alice");
    network.reconnect("alice");
    await network.settle();
    expect(network.log.fates.delivered).toBe(1);
    expect(crossings(network, "hub > alice", "data")).toBe(0);
    alice.transport.send(interest("/b/2"));
    await network.advance(25);
    network.disconnect("alice");
    network.reconnect("alice");
    const again = alice.transport.express(interest("/b/2")).catch((error: unknown) => error);
    await network.settle();
    expect(await again).not.toHaveProperty("code");
  });

  test("Data does not go back where it came from, though its sender asked for it too", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 10 });
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    const answer = alice.transport.express(interest("/b/1"));
    bob.transport.send(interest("/b/1"));
    await network.settle();
    await answer;
    expect(crossings(network, "hub > bob", "interest")).toBe(1);
    expect(crossings(network, "hub > bob", "data")).toBe(0);
  });

  test("Data that nobody asked for goes nowhere", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    await bob.transport.serve(new Name("/b"), () => data("/other"));
    const answer = alice.transport.express(interest("/b/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect(network.log.fates.unsolicited).toBe(1);
  });
});

describe("what Data answers", () => {
  test("a longer name answers only if the Interest says that it can be a prefix", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    await bob.transport.serve(new Name("/b"), () => data("/b/1/v", "longer"));
    const exact = alice.transport.express(interest("/b/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await exact).toMatchObject({ code: "timeout" });
    const prefix = new Interest("/b/1", Interest.CanBePrefix);
    expect(textOf(await network.complete(alice.transport.express(prefix)))).toBe("longer");
  });

  test("the prefix is one of whole components", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    await bob.transport.serve(new Name("/b"), () => data("/b/12"));
    const prefix = new Interest("/b/1", Interest.CanBePrefix, Interest.Lifetime(100));
    const answer = alice.transport.express(prefix).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
  });

  test("a full name asks for the Data of that digest, and no other", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const wanted = data("/b/1", "wanted");
    const digest = (packet: typeof wanted): Component => new Component(1, sha256(Encoder.encode(packet)));
    await bob.transport.serve(new Name("/b"), () => wanted);
    const right = alice.transport.express(interest(wanted.name.append(digest(wanted))));
    const other = interest(wanted.name.append(digest(data("/b/1", "other"))));
    const wrong = alice.transport.express(other).catch((error: unknown) => error);
    await network.settle();
    expect(textOf(await right)).toBe("wanted");
    expect(await wrong).toMatchObject({ code: "timeout" });
  });
});

describe("loops", () => {
  test("an Interest that comes round is known by its Nonce", async () => {
    const network = new MemoryNetwork();
    const members = network.ring(["a", "b", "c", "d"], { delay: 1 });
    const heard = await Promise.all(Object.values(members).map((member) => listen(member, "/g")));
    members.a.transport.send(notice("/g", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([0, 1, 1, 1]);
    expect(network.log.fates["duplicate-nonce"]).toBeGreaterThan(0);
  });

  test("is known also when its pending Interest has been satisfied", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    let asked = 0;
    await bob.transport.serve(new Name("/b"), () => {
      asked++;
      return data("/b/1");
    });
    const again = new Interest("/b/1", Interest.Nonce(7));
    await network.complete(alice.transport.express(again));
    await network.advance(5000);
    alice.transport.send(again);
    await network.settle();
    expect(asked).toBe(1);
    await network.advance(12_000);
    alice.transport.send(again);
    await network.settle();
    expect(asked).toBe(2);
  });

  test("is known for six seconds at least", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const heard = await listen(bob, "/b");
    const again = new Interest("/b/1", Interest.Nonce(7), Interest.Lifetime(1));
    await network.advance(5000);
    alice.transport.send(again);
    await network.advance(5999);
    alice.transport.send(again);
    await network.settle();
    expect(heard.count).toBe(1);
  });

  test("a Nonce may come again with another name", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const heard = await listen(bob, "/b");
    alice.transport.send(new Interest("/b/1", Interest.Nonce(7)));
    alice.transport.send(new Interest("/b/2", Interest.Nonce(7)));
    await network.settle();
    expect(heard.count).toBe(2);
  });

  test("a lifetime longer than the memory of Nonces does not let a loop through", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const heard = await listen(bob, "/b");
    const slow = new Interest("/b/1", Interest.Nonce(7), Interest.Lifetime(60_000));
    alice.transport.send(slow);
    await network.advance(30_000);
    alice.transport.send(slow);
    await network.settle();
    expect(heard.count).toBe(1);
  });

  test("a forwarder never sends an Interest back where it came from", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const [atAlice, atBob] = [await listen(alice, "/g"), await listen(bob, "/g")];
    alice.transport.send(notice("/g", 1));
    await network.settle();
    expect([atAlice.count, atBob.count]).toEqual([0, 1]);
    await alice.transport.serve(new Name("/alice"), () => data("/alice/1"));
    const own = alice.transport.express(interest("/alice/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await own).toMatchObject({ code: "timeout" });
    expect(crossings(network, "hub > alice", "interest")).toBe(0);
  });
});

describe("the multicast strategy", () => {
  test("reaches every registrant of every prefix of the name, the sender's face excepted", async () => {
    const network = new MemoryNetwork();
    const { a, b, c, d } = network.star(["a", "b", "c", "d"]);
    const heard = [
      await listen(a, "/g/v", "/g"),
      await listen(b, "/g/v", "/g"),
      await listen(c, "/g"),
      await listen(d, "/other"),
    ];
    a.transport.send(notice("/g/v", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([0, 1, 1, 0]);
  });

  test("reaches one that serves several prefixes of the name once", async () => {
    const network = new MemoryNetwork();
    const { a, b } = network.star(["a", "b"]);
    const heard = [await listen(b, "/g/v", "/g"), await listen(b, "/g")];
    a.transport.send(notice("/g/v", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([1, 0]);
  });

  test("is asked for: without it, one of the registrants hears it", async () => {
    const network = new MemoryNetwork();
    const members = Object.values(network.star(["a", "b", "c"]));
    let heard = 0;
    for (const { transport } of members) {
      await transport.serve(new Name("/g"), () => {
        heard++;
        return undefined;
      });
    }
    members[0]?.transport.send(notice("/g", 1));
    await network.settle();
    expect(heard).toBe(1);
  });

  test("aggregates: the same Interest of another goes only where it has not been", async () => {
    const network = new MemoryNetwork();
    const { a, b, c } = network.star(["a", "b", "c"], { delay: 5 });
    const heard = [await listen(a, "/g"), await listen(b, "/g"), await listen(c, "/g")];
    a.transport.send(notice("/g", 1));
    b.transport.send(notice("/g", 1));
    c.transport.send(notice("/g", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(network.log.fates.aggregated).toBe(1);
  });

  test("passes a retransmission on to all", async () => {
    const network = new MemoryNetwork();
    const { a, b, c } = network.star(["a", "b", "c"]);
    const heard = [await listen(b, "/g"), await listen(c, "/g")];
    a.transport.send(notice("/g", 1));
    a.transport.send(notice("/g", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([2, 2]);
  });

  test("crosses a graph without reaching anybody twice", async () => {
    const network = new MemoryNetwork({ seed: 3 });
    const members = network.mesh(["a", "b", "c", "d", "e"], { delay: 3, jitter: 5 });
    const heard = await Promise.all(Object.values(members).map((member) => listen(member, "/g")));
    members.c.transport.send(notice("/g", 1));
    await network.settle();
    expect(heard.map(({ count }) => count)).toEqual([1, 1, 0, 1, 1]);
  });
});

describe("the best-route strategy", () => {
  /** alice at one forwarder; a near and a far server of /s behind it. */
  async function twoServers(): Promise<{
    network: MemoryNetwork;
    alice: MemberPorts;
    near: MemberPorts;
    asked: string[];
  }> {
    const network = new MemoryNetwork();
    const asked: string[] = [];
    const far = network.member("far", { delay: 20 });
    const near = network.member("near", { delay: 5 });
    for (const { transport } of [far, near]) {
      await transport.serve(new Name("/s"), () => {
        asked.push(transport.name);
        return undefined;
      });
    }
    return { network, alice: network.member("alice"), near, asked };
  }

  test("takes the cheapest next hop", async () => {
    const { network, alice, asked } = await twoServers();
    alice.transport.send(interest("/s/1"));
    await network.settle();
    expect(asked).toEqual(["near"]);
  });

  test("sends a retransmission by a hop not tried yet, then by the one tried longest ago", async () => {
    const { network, alice, asked } = await twoServers();
    for (let i = 0; i < 4; ++i) {
      alice.transport.send(interest("/s/1"));
      await network.advance(100);
    }
    expect(asked).toEqual(["near", "far", "near", "far"]);
  });

  test("asks another for whom the cheapest one asks itself", async () => {
    const { network, alice, near, asked } = await twoServers();
    alice.transport.send(interest("/s/1"));
    await network.advance(50);
    near.transport.send(interest("/s/1"));
    await network.settle();
    expect(asked).toEqual(["near", "far"]);
  });

  test("begins anew when the pending Interest has expired", async () => {
    const { network, alice, asked } = await twoServers();
    alice.transport.send(interest("/s/1", 100));
    await network.advance(200);
    alice.transport.send(interest("/s/1", 100));
    await network.advance(200);
    expect(asked).toEqual(["near", "near"]);
  });

  test("prefers the longest prefix, and falls back on a shorter one", async () => {
    const network = new MemoryNetwork();
    const { alice, cheap, exact } = network.star(["alice", "cheap", "exact"]);
    const asked: string[] = [];
    await cheap.transport.serve(new Name("/"), () => void asked.push("default"));
    await exact.transport.serve(new Name("/s/t"), () => void asked.push("longest"));
    alice.transport.send(interest("/s/t/1"));
    alice.transport.send(interest("/s/u"));
    await network.advance(10);
    alice.transport.send(interest("/s/t/1"));
    await network.settle();
    expect(asked).toEqual(["longest", "default", "default"]);
  });
});

describe("limits on the way", () => {
  test("a HopLimit counts forwarders, and is counted down in the packet", async () => {
    const network = new MemoryNetwork();
    const { a, b, c } = network.line(["a", "b", "c"]);
    const limits: number[] = [];
    for (const { transport } of [b, c]) {
      await transport.serve(new Name(`/${transport.name}`), ({ hopLimit }) => {
        limits.push(hopLimit);
        return data(`/${transport.name}`);
      });
    }
    const ask = (name: string, hops: number): Promise<unknown> => {
      const packet = new Interest(name, Interest.HopLimit(hops), Interest.Lifetime(100));
      return network.complete(a.transport.express(packet).catch((error: unknown) => error));
    };
    expect(await ask("/b", 1)).toMatchObject({ code: "timeout" });
    expect(await ask("/b", 2)).not.toMatchObject({ code: "timeout" });
    expect(await ask("/c", 2)).toMatchObject({ code: "timeout" });
    expect(await ask("/c", 5)).not.toMatchObject({ code: "timeout" });
    expect(limits).toEqual([0, 2]);
    a.transport.send(new Interest("/b", Interest.HopLimit(0)));
    await network.settle();
    expect(network.log.fates["hop-limit"]).toBe(1);
  });

  test("a packet larger than a link carries is dropped there", async () => {
    const network = new MemoryNetwork();
    network.forwarder("left");
    network.forwarder("right");
    network.link("left", "right", { packetSizeMax: 500 });
    const alice = network.member("alice", { to: "left" });
    const bob = network.member("bob", { to: "right" });
    const heard = await listen(bob, "/b");
    alice.transport.send(notice("/b", 1, 600));
    alice.transport.send(notice("/b", 2, 400));
    await network.settle();
    expect(heard.count).toBe(1);
    expect(network.log.fates["too-large"]).toBe(1);
  });
});

describe("Nacks", () => {
  test("there are none by default: an Interest without a route is met with silence", async () => {
    const network = new MemoryNetwork();
    const { alice } = network.star(["alice"]);
    const answer = alice.transport.express(interest("/x", 500)).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect(network.now).toBe(500);
  });

  test("on request, best-route says at once that there is no route", async () => {
    const network = new MemoryNetwork({ nacks: true });
    const { alice } = network.star(["alice"], { delay: 10 });
    const answer = alice.transport.express(interest("/x", 500)).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "nack" });
    expect(network.now).toBe(20);
  });

  test("a Nack goes back along the whole path, and to all who wait", async () => {
    const network = new MemoryNetwork({ nacks: true });
    const left = network.forwarder("left");
    const right = network.forwarder("right");
    network.link(left, right, { delay: 10 });
    const alice = network.member("alice", { to: left });
    const bob = network.member("bob", { to: left });
    const server = network.member("server", { to: right });
    await server.transport.serve(new Name("/s"), () => undefined);
    using _unknown = network.fault({ action: "cut", match: { to: "server" } });
    const answers = [alice, bob].map(({ transport }) =>
      transport.express(interest("/s/1")).catch((error: unknown) => error),
    );
    await network.settle();
    expect(await Promise.all(answers)).toMatchObject([{ code: "nack" }, { code: "nack" }]);
    expect(crossings(network, "right > left", "nack")).toBe(1);
  });

  test("a Nack is kept while Data may come from elsewhere", async () => {
    const network = new MemoryNetwork({ nacks: true });
    for (const node of ["left", "quick", "slow"]) {
      network.forwarder(node);
    }
    network.link("left", "quick", { delay: 10 });
    network.link("left", "slow", { delay: 30 });
    const alice = network.member("alice", { to: "left" });
    for (const to of ["quick", "slow"]) {
      const { transport } = network.member(`server at ${to}`, { to });
      await transport.serve(new Name("/s"), () => data("/s/1", to));
    }
    using _unknown = network.fault({ action: "cut", match: { to: "server at quick" } });
    const first = alice.transport.express(interest("/s/1"));
    await network.advance(1);
    const second = alice.transport.express(interest("/s/1"));
    await network.settle();
    expect((await Promise.all([first, second])).map(textOf)).toEqual(["slow", "slow"]);
    expect(crossings(network, "quick > left", "nack")).toBe(1);
  });

  test("a Nack is for the Interest of its Nonce", async () => {
    const network = new MemoryNetwork({ nacks: true });
    const { alice } = network.star(["alice"], { delay: 10 });
    const ended: string[] = [];
    const express = (nonce: number): void => {
      alice.transport
        .express(new Interest("/x", Interest.Nonce(nonce)))
        .catch(() => void ended.push(`${nonce} at ${network.now}`));
    };
    using _late = network.fault({ action: "delay", delay: 100, times: 1 });
    express(1);
    express(2);
    await network.settle();
    expect(ended).toEqual(["2 at 20", "1 at 120"]);
  });

  test("multicast has none", async () => {
    const network = new MemoryNetwork({ nacks: true });
    const { alice } = network.star(["alice"]);
    await listen(alice, "/g");
    const answer = alice.transport.express(interest("/g/1")).catch((error: unknown) => error);
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect(network.log.fates["no-route"]).toBe(1);
  });
});

test("a damaged packet is counted where it cannot be read, and does no harm", async () => {
  for (let seed = 0; seed < 60; ++seed) {
    const network = new MemoryNetwork({ seed });
    const { alice, bob } = network.star(["alice", "bob"]);
    await bob.transport.serve(new Name("/b"), () => data("/b/1", "content"));
    using corruption = network.fault({ action: "corrupt", octets: 2 });
    alice.transport.send(notice("/b", 1, 40));
    alice.transport.express(interest("/b/1", 100)).catch(() => undefined);
    await network.settle();
    expect(network.log.fates.corrupted).toBe(corruption.hits);
    expect(corruption.hits).toBeGreaterThan(1);
  }
});
