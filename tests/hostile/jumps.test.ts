import { Name } from "@ndn/packet";
import { MemoryStateStore } from "@svs/core";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";

/** Alice, with what she suspects and what she lost. */
async function join(network: MemoryNetwork, limits = {}): Promise<Member & { readonly told: string[] }> {
  const alice = await open(network, "alice", network.member("alice", { delay: 10 }), { limits });
  const told: string[] = [];
  alice.svs.addEventListener("suspicious", ({ detail: { reason, low, high } }) => {
    told.push(`${reason} ${low}..${high}`);
  });
  alice.svs.addEventListener("lost", ({ detail: { seqNo } }) => {
    told.push(`lost ${seqNo}`);
  });
  return Object.assign(alice, { told });
}

test("a jump that is true is believed when its publication has come, and all of it is delivered", () =>
  simulate("a true jump", 1, async (network) => {
    const bob = await open(network, "bob", network.member("bob", { delay: 10 }));
    for (let i = 1; i < 30; i++) {
      await network.complete(bob.svs.publish(`${i}`));
    }
    await network.complete(bob.svs.publish("x".repeat(20_000))); // in segments
    await network.settle();
    const alice = await join(network, { jumpMax: 10, jumpRate: 0 });
    await network.until(() => alice.heard.length === 30, { within: 2000 });
    expect(alice.told).toEqual(["jump 1..30"]);
    expect(alice.heard.map((line) => line.replace(/x+/, "x"))).toEqual([
      ...Array.from({ length: 29 }, (_, i) => `bob#${i + 1} ${i + 1}`),
      "bob#30 x",
    ]);
    // What follows is little, and needs no such proof.
    for (let i = 31; i <= 40; i++) {
      void bob.svs.publish(`${i}`);
    }
    await network.until(() => alice.heard.length === 40, { within: 1000 });
    expect(alice.told).toEqual(["jump 1..30"]);
  }));

test("a member that goes on at a number of its own that is far above what is believed is known with its next publication", () =>
  simulate("a large number in a store", 1, async (network) => {
    const alice = await join(network);
    const ports = network.member("bob", { delay: 10 });
    const stateStore = new MemoryStateStore();
    const bootstrapTime = Math.floor(network.clock.wall() / 1000);
    await stateStore.save({ own: { node: new Name("/bob"), bootstrapTime, seqNo: 5_000_000 } });
    const bob = await open(network, "bob", ports, { stateStore });
    await network.advance(1000);
    // There is no publication of that number.
    expect(alice.svs.getSeqNo("/bob")).toBe(0);
    await network.complete(bob.svs.publish("at last"));
    await network.until(() => alice.svs.getSeqNo("/bob") === 5_000_001, { within: 1000 });
    const publication = await network.complete(alice.svs.fetchData("/bob", 5_000_001));
    expect(publication.text()).toBe("at last");
    expect(alice.told).toEqual(["jump 1..5000000", "jump 1..5000001"]);
  }));
