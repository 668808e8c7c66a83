import { MemoryPublicationStore, type StoredPacket, SvsError, v3 } from "@svs/core";
import { python } from "@svs/core/dialects";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { connect, hop, openBridge, openMembers } from "./open-bridge.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

const sides = [{ dialect: v3 }, { dialect: python }] as const;

/** Alice in version 3 and Bob in Python. */
async function openReaders(network: MemoryNetwork): Promise<{ alice: Member; bob: Member }> {
  const alice = await open(network, "alice", network.member("alice", { delay: 10 }));
  const bob = await open(network, "bob", network.member("bob", { delay: 10 }), { dialect: python });
  return { alice, bob };
}

/** What was heard, without the way it came. */
const texts = ({ heard }: Member): string[] => heard.map((line) => line.split(" ")[1]!);

simulated("too large for the other dialect: refused, and what follows is carried", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { refused } = await openBridge(network, "bridge", sides);
  for (const text of ["small", "x".repeat(10_000), "again"]) {
    await network.complete(alice.svs.publish(text));
  }
  await network.settle();
  expect(refused).toEqual(["/alice#2 packet-too-large"]);
  expect(bob.heard).toEqual([`alice/${hop("v3")}#1 small`, `alice/${hop("v3")}#2 again`]);
});

simulated("no more publishers than membersMax, those of an earlier life among them", async (network) => {
  const { alice, bob } = await openReaders(network);
  const members = await openMembers(network, "bridge", sides);
  await network.complete(members[1].publish("0")); // itself it does not count
  const first = await connect(network, members, { membersMax: 2 });
  const say = async (who: string, text: string): Promise<void> => {
    await network.complete(alice.svs.addNode(`/alice/${who}`));
    await network.complete(alice.svs.publish(text, { node: `/alice/${who}` }));
    await network.settle();
  };
  await say("one", "1");
  await say("two", "2");
  await say("three", "3");
  await say("one", "4");
  expect(first.refused).toEqual(["/alice/three#1 limit-exceeded"]);
  await network.complete(first.bridge.close());
  const second = await connect(network, members, { membersMax: 3 });
  await say("four", "5");
  await say("five", "6");
  await say("two", "7");
  expect(second.refused).toEqual(["/alice/five#1 limit-exceeded"]);
  expect(texts(bob)).toEqual(["0", "1", "2", "4", "5", "7"]);
});

simulated("no further publishers once the other group's vector is large", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { bridge, members } = await openBridge(network, "bridge", sides);
  await network.complete(bridge.close());
  const { refused } = await connect(network, members, { vectorSizeMax: 80 });
  for (const who of ["one", "two", "three", "one"]) {
    await network.complete(bob.svs.addNode(`/bob/${who}`));
    await network.complete(bob.svs.publish(who, { node: `/bob/${who}` }));
    await network.settle();
  }
  expect(texts(alice)).toEqual(["one", "two", "one"]); // each takes some 50 octets
  expect(refused).toEqual(["/bob/three#1 limit-exceeded"]);
});

simulated("by default that is so where a vector has to fit into one Sync Interest", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { carried, refused } = await openBridge(network, "bridge", sides);
  const sayAs = async ({ svs }: Member, count: number): Promise<void> => {
    for (let i = 1; i <= count; i++) {
      const node = `${svs.node}/${"x".repeat(300)}${i}`;
      await network.complete(svs.addNode(node));
      await network.complete(svs.publish("hello", { node }));
    }
    await network.settle();
  };
  await sayAs(bob, 25); // a Sync Interest of Python has parts
  expect(carried.length + refused.length).toBe(25);
  const { length } = refused;
  expect(length).toBeGreaterThan(5);
  expect(alice.svs.getState().encodedSize()).toBeGreaterThan(6000);
  expect(alice.svs.getState().encodedSize()).toBeLessThan(6500);
  await sayAs(alice, 3);
  expect(bob.heard).toHaveLength(3);
  expect(bob.svs.getState().encodedSize(python.form)).toBeGreaterThan(8800);
  expect(refused).toHaveLength(length);
});

simulated("a name that is too long with one more hop is refused", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { refused } = await openBridge(network, "bridge", sides);
  const long = `/${"x".repeat(375)}`;
  for (const node of [long, "/short"]) {
    await network.complete(alice.svs.addNode(node));
    await network.complete(alice.svs.publish("hello", { node }));
  }
  await network.settle();
  expect(refused).toEqual([`${long}#1 limit-exceeded`]);
  expect(bob.heard).toEqual([`short/${hop("v3")}#1 hello`]);
});

simulated("a prefix that the forwarder refuses stops nobody else, and is tried again", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { refused } = await openBridge(network, "bridge", sides);
  const refusal = network.refuse({ member: "bridge-b", prefix: "/alice/odd" });
  await network.complete(alice.svs.addNode("/alice/odd"));
  const say = async (text: string, node: string): Promise<void> => {
    await network.complete(alice.svs.publish(text, { node }));
    await network.settle();
  };
  await say("1", "/alice/odd");
  await say("2", "/alice");
  refusal[Symbol.dispose]();
  await say("3", "/alice/odd");
  expect(refused).toEqual(["/alice/odd#1 registration-failed"]);
  expect(texts(bob)).toEqual(["2", "3"]);
});

/** A store whose next writes of own packets fail. */
class FailingStore extends MemoryPublicationStore {
  failures = 0;
  readonly failedAt: number[] = [];

  constructor(private readonly network: MemoryNetwork) {
    super();
  }

  override async put(packet: StoredPacket): Promise<void> {
    if (packet.own && this.failures > 0) {
      this.failures--;
      this.failedAt.push(this.network.now);
      throw new SvsError("store-failed", "The disk is away.");
    }
    await super.put(packet);
  }
}

simulated("a store that fails for a while is waited for: nothing is left out", async (network) => {
  const { alice, bob } = await openReaders(network);
  const publicationStore = new FailingStore(network);
  const { refused } = await openBridge(network, "bridge", [sides[0], { ...sides[1], publicationStore }]);
  publicationStore.failures = 3;
  for (const text of ["1", "2", "3"]) {
    await network.complete(alice.svs.publish(text));
  }
  await network.until(() => bob.heard.length === 3, { within: 20_000 });
  expect(refused).toEqual([]);
  expect(texts(bob)).toEqual(["1", "2", "3"]);
  const [at] = publicationStore.failedAt as [number];
  expect(publicationStore.failedAt.map((time) => time - at)).toEqual([0, 1000, 3000]);
});

simulated("one that fails for long holds up one publication for half a minute", async (network) => {
  const { alice, bob } = await openReaders(network);
  const publicationStore = new FailingStore(network);
  const { refused } = await openBridge(network, "bridge", [sides[0], { ...sides[1], publicationStore }]);
  publicationStore.failures = 6;
  const begun = network.now;
  await network.complete(alice.svs.publish("1"));
  await network.complete(alice.svs.publish("2"));
  await network.until(() => bob.heard.length === 1, { within: 60_000 });
  expect(network.now - begun).toBeGreaterThan(31_000);
  expect(network.now - begun).toBeLessThan(33_000);
  expect(refused).toEqual(["/alice#1 store-failed"]);
  expect(texts(bob)).toEqual(["2"]);
});

simulated("a full store refuses at once, and the other direction goes on", async (network) => {
  const { alice, bob } = await openReaders(network);
  const publicationStore = new MemoryPublicationStore({ byteLimit: 1000 });
  const { refused } = await openBridge(network, "bridge", [sides[0], { ...sides[1], publicationStore }]);
  await network.complete(alice.svs.publish("x".repeat(2000)));
  await network.complete(alice.svs.publish("small"));
  await network.complete(bob.svs.publish("back"));
  await network.settle();
  expect(refused).toEqual(["/alice#1 store-full"]);
  expect([texts(bob), texts(alice)]).toEqual([["small"], ["back"]]);
});
