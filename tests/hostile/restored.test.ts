import { Name } from "@ndn/packet";
import { MemoryStateStore } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { type Claimed, Mallory } from "./mallory.js";

const HOUR = 3600;
const YEAR = 31_557_600;

interface Remembered {
  readonly own?: Claimed;
  readonly known?: readonly Claimed[];
  readonly delivered?: readonly Claimed[];
}

async function storeOf({ own, known, delivered }: Remembered): Promise<MemoryStateStore> {
  const store = new MemoryStateStore();
  await store.save({
    own: own && { ...own, node: new Name(own.node) },
    known: vectorOf(known),
    delivered: vectorOf(delivered),
  });
  return store;
}

function vectorOf(rows: readonly Claimed[] = []): Uint8Array {
  const vector = new StateVector();
  for (const { node, bootstrapTime, seqNo } of rows) {
    vector.set(new Name(node).value, bootstrapTime, seqNo);
  }
  return vector.encode();
}

/** Alice, who remembers this, and Bob, who knows nothing. */
async function join(
  network: MemoryNetwork,
  remembered: Remembered,
  skew = 0,
): Promise<{ readonly alice: Member; readonly bob: Member; readonly store: MemoryStateStore }> {
  const store = await storeOf(remembered);
  const bob = await open(network, "bob", network.member("bob", { delay: 10 }));
  const ports = network.member("alice", { delay: 10, skew });
  const alice = await open(network, "alice", ports, { stateStore: store });
  await network.advance(1000);
  return { alice, bob, store };
}

test("rows that are too far ahead of the clock are not passed on, and not forgotten: they are known when their time has come", () =>
  simulate("rows ahead", 1, async (network) => {
    const now = Math.floor(network.clock.wall() / 1000);
    const ahead = { node: "/carol", bootstrapTime: now + 30 * HOUR, seqNo: 5 };
    const near = { node: "/dave", bootstrapTime: now, seqNo: 3 };
    const remembered = { known: [ahead, near], delivered: [{ ...ahead, seqNo: 4 }, near] };
    const { alice, bob, store } = await join(network, remembered);
    await network.complete(alice.svs.publish("hello"));
    await network.until(() => bob.heard.length === 1, { within: 100 });
    expect([bob.svs.getSeqNo("/dave"), bob.svs.getSeqNo("/carol")]).toEqual([3, 0]);
    expect(bob.svs.status.counters.dropped["future-bootstrap"]).toBe(0);
    await network.complete(bob.svs.publish("hello"));
    await network.until(() => alice.heard.length === 1, { within: 100 });
    const { known } = await store.load();
    expect(StateVector.decode(known!).get(new Name("/bob").value, bob.svs.bootstrapTime)).toBe(1);
    expect(StateVector.decode(known!).get(new Name("/carol").value, ahead.bootstrapTime)).toBe(5);
    await network.advance(7 * HOUR * 1000 + 60_000);
    expect([alice, bob].map(({ svs }) => svs.getSeqNo("/carol"))).toEqual([5, 5]);
    // What was delivered is not asked for again.
    const asked = [...network.log].filter((line) => /alice > .*\/carol\/.*seq=/.test(line));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((line) => !line.includes("seq=5"))).toEqual([]);
  }));

test("a numbering that began under a clock far ahead gives way to a new one, which is heard", () =>
  simulate("an own row ahead", 1, async (network) => {
    const now = Math.floor(network.clock.wall() / 1000);
    const own = { node: "/alice", bootstrapTime: now + 4 * YEAR, seqNo: 7 };
    const { alice, bob } = await join(network, { own, known: [own] });
    expect(alice.svs.bootstrapTime).toBe(now);
    await network.complete(alice.svs.publish("hello"));
    await network.until(() => bob.heard.includes("alice#1 hello"), { within: 100 });
  }));

test("where the clock is behind, a member goes on as it was, and is heard", () =>
  simulate("a clock behind", 1, async (network) => {
    const now = Math.floor(network.clock.wall() / 1000);
    const own = { node: "/alice", bootstrapTime: now - HOUR, seqNo: 7 };
    const known = [own, { node: "/dave", bootstrapTime: now - HOUR, seqNo: 3 }];
    const { alice, bob } = await join(network, { own, known }, -YEAR * 1000);
    expect(alice.svs.bootstrapTime).toBe(own.bootstrapTime);
    await network.complete(alice.svs.publish("hello"));
    await network.until(() => bob.svs.getSeqNo("/alice") === 8, { within: 100 });
    expect(bob.svs.getSeqNo("/dave")).toBe(3);
  }));

test("who claims a far bootstrap time in another's name does not push its next one there", () =>
  simulate("a far bootstrap time", 1, async (network) => {
    const { alice, bob } = await join(network, {});
    await network.complete(alice.svs.publish("before"));
    await network.advance(10_000);
    const mallory = new Mallory(network.member("mallory", { delay: 10 }));
    const { bootstrapTime } = alice.svs;
    await mallory.announce([
      { node: "/alice", bootstrapTime, seqNo: 2 },
      { node: "/alice", bootstrapTime: mallory.now + 82_799, seqNo: 1 },
    ]);
    await network.advance(100);
    await network.complete(alice.svs.publish("after"));
    expect(alice.svs.bootstrapTime).toBe(mallory.now);
    await network.until(() => bob.heard.includes("alice#1 after"), { within: 100 });
  }));
