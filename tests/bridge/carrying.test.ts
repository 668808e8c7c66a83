import { type Dialect, MemoryPublicationStore, MemoryStateStore, v3 } from "@svs/core";
import { ndnd, python, python02, pythonShared, v2, v2Shared } from "@svs/core/dialects";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { connect, hop, openBridge, openMembersOn } from "./open-bridge.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

const numbers = (to: number): number[] => Array.from({ length: to }, (_, i) => i + 1);
const openOne = (network: MemoryNetwork, name: string, dialect: Dialect): Promise<Member> =>
  open(network, name, network.member(name, { delay: 10 }), { dialect });
/** What was heard of a publisher. */
const heardOf = ({ heard }: Member, publisher: string): readonly string[] =>
  heard.filter((line) => line.startsWith(`${publisher}#`));

simulated("version 3 and Python: everything crosses both ways, in order", async (network) => {
  const alice = await openOne(network, "alice", v3);
  const bob = await openOne(network, "bob", python);
  const { carried, refused } = await openBridge(network, "bridge", [{ dialect: v3 }, { dialect: python }]);
  for (const n of numbers(20)) {
    void alice.svs.publish(`a${n}`);
    void bob.svs.publish(`b${n}`);
    await network.advance(n % 3 === 0 ? 500 : 0);
  }
  await network.settle();
  expect(bob.heard).toEqual(numbers(20).map((n) => `alice/${hop("v3")}#${n} a${n}`));
  expect(alice.heard).toEqual(numbers(20).map((n) => `bob/${hop("python")}#${n} b${n}`));
  expect(carried).toHaveLength(40);
  expect(carried).toContain(`/alice#7 > /alice/${hop("v3")}#7`);
  expect(refused).toEqual([]);
});

simulated("the octets of a publication are the same on the other side", async (network) => {
  const alice = await openOne(network, "alice", v3);
  const bob = await open(network, "bob", network.member("bob"), { dialect: pythonShared, read: false });
  await openBridge(network, "bridge", [{ dialect: pythonShared }, { dialect: v3 }]);
  const reading = bob.svs.publications();
  const random = network.random("octets");
  for (const size of [0, 1, 7000]) {
    const octets = Uint8Array.from({ length: size }, () => Math.floor(random.next() * 256));
    await network.complete(alice.svs.publish(octets));
    const { value } = await network.complete(reading.next());
    expect(value?.content).toEqual(octets);
  }
});

simulated("on one transport, with loss, in segments", async (network) => {
  const link = { delay: 10, loss: 0.2 };
  const alice = await open(network, "alice", network.member("alice", link), { dialect: v3 });
  const bob = await open(network, "bob", network.member("bob", link), { dialect: v2 });
  const ports = network.member("bridge", link);
  await connect(network, await openMembersOn(network, "bridge", ports, [{ dialect: v3 }, { dialect: v2 }]));
  const large = "x".repeat(30_000);
  for (const n of numbers(5)) {
    void alice.svs.publish(`a${n} ${large}`);
    void bob.svs.publish(`b${n} ${large}`);
    await network.advance(100);
  }
  await network.until(() => alice.heard.length + bob.heard.length === 10, { within: 600_000 });
  expect(bob.heard).toEqual(numbers(5).map((n) => `alice/${hop("v3")}#${n} a${n} ${large}`));
  expect(alice.heard).toEqual(numbers(5).map((n) => `bob/${hop("v2")}#${n} b${n} ${large}`));
});

simulated("20 % loss: nothing is left out, and every publisher stays in order", async (network) => {
  const link = { delay: 10, loss: 0.2 };
  const readers = { v3: [] as Member[], python: [] as Member[] };
  for (const who of ["alice", "bob"]) {
    const [one, other] = [`${who}-v3`, `${who}-python`];
    readers.v3.push(await open(network, one, network.member(one, link), { dialect: v3 }));
    readers.python.push(await open(network, other, network.member(other, link), { dialect: python }));
  }
  await openBridge(network, "bridge", [{ dialect: v3 }, { dialect: python }], link);
  const all = [...readers.v3, ...readers.python];
  for (const n of numbers(10)) {
    for (const { svs } of all) {
      void svs.publish(`${n}`);
    }
    await network.advance(300);
  }
  await network.until(() => all.every(({ heard }) => heard.length === 30), { within: 600_000 });
  for (const reader of readers.python) {
    for (const who of ["alice", "bob"]) {
      const publisher = `${who}-v3/${hop("v3")}`;
      expect(heardOf(reader, publisher)).toEqual(numbers(10).map((n) => `${publisher}#${n} ${n}`));
    }
  }
});

simulated("every pair of dialects", async (network) => {
  const dialects = [v3, v2, v2Shared, python, python02, ndnd];
  const pairs = dialects.flatMap((a, i) => dialects.slice(i + 1).map((b) => [a, b] as const));
  for (const [a, b] of pairs) {
    const [group, one, other] = [`${a.name}-${b.name}`, `${a.name}-to-${b.name}`, `${b.name}-to-${a.name}`];
    const sides = [
      { dialect: a, group },
      { dialect: b, group },
    ] as const;
    const alice = await open(network, one, network.member(one), sides[0]);
    const bob = await open(network, other, network.member(other), sides[1]);
    const ports = network.member(`bridge-${group}`);
    await connect(network, await openMembersOn(network, "bridge", ports, sides));
    await network.complete(alice.svs.publish("from a"));
    await network.complete(bob.svs.publish("from b"));
    await network.until(() => alice.heard.length === 1 && bob.heard.length === 1, { within: 60_000 });
    expect(bob.heard).toEqual([`${one}/${hop(a.name, group)}#1 from a`]);
    expect(alice.heard).toEqual([`${other}/${hop(b.name, group)}#1 from b`]);
  }
});

simulated("two groups of one dialect", async (network) => {
  const alice = await open(network, "alice", network.member("alice"), { group: "/one" });
  const bob = await open(network, "bob", network.member("bob"), { group: "/two" });
  await openBridge(network, "bridge", [{ group: "/one" }, { group: "/two" }]);
  await network.complete(alice.svs.publish("hello"));
  await network.settle();
  expect(bob.heard).toEqual([`alice/${hop("v3", "one")}#1 hello`]);
});

simulated("what was published before the bridge came is carried, too", async (network) => {
  const alice = await openOne(network, "alice", v3);
  for (const n of numbers(5)) {
    await network.complete(alice.svs.publish(`a${n}`));
  }
  const bob = await openOne(network, "bob", python02);
  await openBridge(network, "bridge", [{ dialect: v3 }, { dialect: python02 }]);
  await network.settle();
  expect(bob.heard).toEqual(numbers(5).map((n) => `alice/${hop("v3")}#${n} a${n}`));
});

simulated("the lives of one publisher are one series of numbers in the other group", async (network) => {
  const first = await openOne(network, "alice", v3);
  const bob = await openOne(network, "bob", python);
  await openBridge(network, "bridge", [{ dialect: v3 }, { dialect: python }]);
  await network.complete(first.svs.publish("first life"));
  await network.settle();
  network.crash("alice");
  const again = await open(network, "alice", network.restart("alice"));
  await network.complete(again.svs.whenSynced());
  await network.complete(again.svs.publish("second life"));
  await network.settle();
  expect(again.svs.bootstrapTime).toBeGreaterThan(first.svs.bootstrapTime);
  expect(bob.heard).toEqual([`alice/${hop("v3")}#1 first life`, `alice/${hop("v3")}#2 second life`]);
});

simulated("what is published with the bridge's own members stays in their groups", async (network) => {
  const alice = await openOne(network, "alice", v3);
  const bob = await openOne(network, "bob", python);
  const { members, carried } = await openBridge(network, "bridge", [{ dialect: v3 }, { dialect: python }]);
  await network.complete(members[0].publish("to v3"));
  await network.complete(members[1].publish("to python"));
  await network.settle();
  expect(alice.heard).toEqual(["bridge#1 to v3"]);
  expect(bob.heard).toEqual(["bridge#1 to python"]);
  expect(carried).toEqual([]);
});

/** A state store that can be made to forget: what is saved later does not survive the process. */
class PullablePlug extends MemoryStateStore {
  pulled = false;

  override async save(change: Parameters<MemoryStateStore["save"]>[0]): Promise<void> {
    if (!this.pulled) {
      await super.save(change);
    }
  }
}

simulated(
  "killed between publishing and noting it, one is carried again and none is left out",
  async (network) => {
    const alice = await openOne(network, "alice", v3);
    const bob = await openOne(network, "bob", python);
    const plug = new PullablePlug();
    const sides = [
      { dialect: v3, stateStore: plug, publicationStore: new MemoryPublicationStore() },
      {
        dialect: python,
        stateStore: new MemoryStateStore(),
        publicationStore: new MemoryPublicationStore(),
      },
    ] as const;
    const { bridge, carried } = await openBridge(network, "bridge", sides);
    bridge.addEventListener("carried", () => {
      if (carried.length === 3) {
        plug.pulled = true; // the third is there, and that is not noted here
        network.crash("bridge-a");
        network.crash("bridge-b");
      }
    });
    for (const n of numbers(6)) {
      await network.complete(alice.svs.publish(`a${n}`));
      await network.settle();
    }
    plug.pulled = false;
    const a = await open(network, "bridge", network.restart("bridge-a"), { ...sides[0], read: false });
    const b = await open(network, "bridge", network.restart("bridge-b"), { ...sides[1], read: false });
    await connect(network, [a.svs, b.svs]);
    await network.settle();
    const texts = ["a1", "a2", "a3", "a3", "a4", "a5", "a6"];
    expect(bob.heard).toEqual(texts.map((text, i) => `alice/${hop("v3")}#${i + 1} ${text}`));
  },
);

simulated(
  "a bridge that lost its state: what it said before is not carried back, and its numbers go on",
  async (network) => {
    const alice = await openOne(network, "alice", v3);
    const bob = await openOne(network, "bob", python);
    const sides = [{ dialect: v3 }, { dialect: python }] as const;
    await openBridge(network, "bridge", sides);
    await network.complete(alice.svs.publish("a1"));
    await network.complete(bob.svs.publish("b1"));
    await network.settle();
    network.crash("bridge-a");
    network.crash("bridge-b");
    const a = await open(network, "bridge", network.restart("bridge-a"), { ...sides[0], read: false });
    const b = await open(network, "bridge", network.restart("bridge-b"), { ...sides[1], read: false });
    const { carried } = await connect(network, [a.svs, b.svs]);
    await network.complete(alice.svs.publish("a2"));
    await network.settle();
    await network.advance(120_000);
    // It has forgotten what it delivered: the history comes again, behind what was there.
    expect(bob.heard).toEqual(["a1", "a1", "a2"].map((text, i) => `alice/${hop("v3")}#${i + 1} ${text}`));
    expect(alice.heard.map((line) => line.split(" ")[1])).toEqual(["b1", "b1"]);
    expect(carried).toHaveLength(3);
  },
);
