import { Component, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { type MemberPorts, MemoryNetwork } from "../src/index.js";
import { data, interest, textOf } from "./packets.js";

/** A network whose hub caches; bob answers with the name's last component, fresh for a second. */
async function cachingNetwork(capacity: number): Promise<{
  network: MemoryNetwork;
  alice: MemberPorts;
  asked: string[];
  ask(interest: Interest): Promise<string>;
}> {
  const network = new MemoryNetwork({ contentStore: capacity });
  const { alice, bob } = network.star(["alice", "bob"]);
  const asked: string[] = [];
  await bob.transport.serve(new Name("/b"), ({ name }) => {
    asked.push(name.toString().replaceAll("8=", ""));
    return data(name, name.get(-1)!.text, 1000);
  });
  const ask = async (packet: Interest): Promise<string> =>
    textOf(await network.complete(alice.transport.express(packet)));
  return { network, alice, asked, ask };
}

test("there is none by default", async () => {
  const network = new MemoryNetwork();
  const { alice, bob } = network.star(["alice", "bob"]);
  let asked = 0;
  await bob.transport.serve(new Name("/b"), () => {
    asked++;
    return data("/b/1");
  });
  await network.complete(alice.transport.express(interest("/b/1")));
  await network.complete(alice.transport.express(interest("/b/1")));
  expect(asked).toBe(2);
});

test("answers what passed by before", async () => {
  const { network, asked, ask } = await cachingNetwork(10);
  expect([await ask(interest("/b/1")), await ask(interest("/b/1")), await ask(interest("/b/2"))]).toEqual([
    "1",
    "1",
    "2",
  ]);
  expect(asked).toEqual(["/b/1", "/b/2"]);
  expect(network.log.fates.cached).toBe(1);
});

test("honours MustBeFresh while the FreshnessPeriod lasts", async () => {
  const { network, asked, ask } = await cachingNetwork(10);
  const fresh = (): Interest => new Interest("/b/1", Interest.MustBeFresh);
  await ask(fresh());
  await network.advance(999);
  await ask(fresh());
  expect(asked.length).toBe(1);
  await network.advance(1);
  await ask(interest("/b/1"));
  expect(asked.length).toBe(1);
  await ask(fresh());
  expect(asked.length).toBe(2);
});

test("honours CanBePrefix: the first name in canonical order", async () => {
  const { asked, ask } = await cachingNetwork(10);
  for (const name of ["/b/x/3", "/b/x/1", "/b/x/2", "/b/w"]) {
    await ask(interest(name));
  }
  expect(await ask(new Interest("/b/x", Interest.CanBePrefix))).toBe("1");
  expect(asked.length).toBe(4);
  await ask(interest("/b/x"));
  expect(asked.at(-1)).toBe("/b/x");
});

test("honours full names", async () => {
  const { asked, ask } = await cachingNetwork(10);
  await ask(interest("/b/1"));
  const digest = sha256(Encoder.encode(data("/b/1", "1", 1000)));
  expect(await ask(interest(new Name("/b/1").append(new Component(1, digest))))).toBe("1");
  expect(asked.length).toBe(1);
  const other = interest(new Name("/b/1").append(new Component(1, new Uint8Array(32))));
  await ask(other);
  expect(asked.length).toBe(2);
});

test("holds its capacity; the least recently used leaves", async () => {
  const { asked, ask } = await cachingNetwork(2);
  await ask(interest("/b/1"));
  await ask(interest("/b/2"));
  await ask(interest("/b/1"));
  await ask(interest("/b/3"));
  asked.length = 0;
  await ask(interest("/b/1"));
  await ask(interest("/b/3"));
  await ask(interest("/b/2"));
  expect(asked).toEqual(["/b/2"]);
});

test("holds the newest Data of a name", async () => {
  const network = new MemoryNetwork();
  network.forwarder("hub", { contentStore: 5 });
  const alice = network.member("alice");
  const bob = network.member("bob");
  let version = 0;
  await bob.transport.serve(new Name("/b"), () => data("/b/1", `${++version}`));
  const ask = async (...selectors: object[]): Promise<string> =>
    textOf(await network.complete(alice.transport.express(new Interest("/b/1", ...(selectors as [])))));
  expect([await ask(), await ask(Interest.MustBeFresh), await ask()]).toEqual(["1", "2", "2"]);
});

test("does not hold Data that nobody asked for", async () => {
  const network = new MemoryNetwork({ contentStore: 5 });
  const { alice, bob } = network.star(["alice", "bob"]);
  let asked = 0;
  await bob.transport.serve(new Name("/b"), () => {
    asked++;
    return data("/b/unsolicited");
  });
  for (const name of ["/b/1", "/b/unsolicited"]) {
    await network.complete(alice.transport.express(interest(name)).catch(() => undefined));
  }
  expect(asked).toBe(2);
});
