import { type Dialect, SvSync, SvSyncCore, v3 } from "@svs/core";
import {
  ndnd,
  ndnts,
  python,
  python02,
  python02Shared,
  pythonShared,
  v2,
  v2Shared,
} from "@svs/core/dialects";
import { type LinkOptions, type MemberPorts, type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

/** `/alice` in each dialect, all on one transport, and for each a `/bob-<dialect>` elsewhere. */
async function openAll(
  network: MemoryNetwork,
  dialects: readonly Dialect[],
  link: LinkOptions = { delay: 10 },
): Promise<{ ports: MemberPorts; alices: Member[]; bobs: Member[] }> {
  const ports = network.member("alice", link);
  const alices: Member[] = [];
  const bobs: Member[] = [];
  for (const dialect of dialects) {
    alices.push(await open(network, "alice", ports, { dialect }));
    const bob = `bob-${dialect.name}`;
    bobs.push(await open(network, bob, network.member(bob, link), { dialect }));
  }
  return { ports, alices, bobs };
}

const heardOf = (members: readonly Member[]): (readonly string[])[] => members.map(({ heard }) => heard);

/** These want the same prefixes: `/alice/group` all three, `/group` the last two. */
const three = [v3, v2, python02];

simulated(
  "one name in three dialects on one transport: each group hears its own, both ways",
  async (network) => {
    const { alices, bobs } = await openAll(network, three, { delay: 10, loss: 0.1 });
    for (const [i, { name }] of three.entries()) {
      for (const n of [1, 2, 3]) {
        void alices[i]!.svs.publish(`${name} a${n}`);
        void bobs[i]!.svs.publish(`${name} b${n}`);
      }
    }
    await network.until(() => [...alices, ...bobs].every(({ heard }) => heard.length === 3), {
      within: 120_000,
    });
    const numbered = (line: (name: string, n: number) => string): string[][] =>
      three.map(({ name }) => [1, 2, 3].map((n) => line(name, n)));
    expect(heardOf(bobs)).toEqual(numbered((name, n) => `alice#${n} ${name} a${n}`));
    expect(heardOf(alices)).toEqual(numbered((name, n) => `bob-${name}#${n} ${name} b${n}`));
  },
);

simulated("large publications cross in segments beside each other", async (network) => {
  const { alices, bobs } = await openAll(network, three);
  const large = "x".repeat(50_000);
  await network.complete(alices[0]!.svs.publish(`v3 ${large}`));
  await network.complete(alices[1]!.svs.publish(`v2 ${large}`));
  await network.settle();
  expect(heardOf(bobs)).toEqual([[`alice#1 v3 ${large}`], [`alice#1 v2 ${large}`], []]);
});

simulated("every dialect at once on one transport", async (network) => {
  const all = [v3, v2, v2Shared, python, python02, python02Shared, ndnd];
  const { alices, bobs } = await openAll(network, all);
  for (const { svs } of [...alices, ...bobs]) {
    await network.complete(svs.publish(svs.dialect.name));
  }
  await network.settle();
  expect(heardOf(bobs)).toEqual(all.map(({ name }) => [`alice#1 ${name}`]));
  expect(heardOf(alices)).toEqual(all.map(({ name }) => [`bob-${name}#1 ${name}`]));
});

simulated("who was there first may leave first, and come back", async (network) => {
  const { ports, alices, bobs } = await openAll(network, three);
  await network.complete(alices[0]!.svs.publish("before"));
  await network.settle();
  await network.complete(alices[1]!.svs.close());
  await network.complete(alices[0]!.svs.close());
  await network.complete(alices[2]!.svs.publish("alone now"));
  await network.settle();
  expect(heardOf(bobs)).toEqual([["alice#1 before"], [], ["alice#1 alone now"]]);
  const again = await open(network, "alice", ports, { dialect: v3 });
  await network.complete(again.svs.whenSynced());
  await network.complete(again.svs.publish("back"));
  await network.settle();
  expect(bobs[0]!.heard).toEqual(["alice#1 before", "alice#1 back"]);
});

simulated("one leaves while another joins: the prefix goes from hand to hand", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  const bob = await open(network, "bob", network.member("bob"), { dialect: python02 });
  const first = await open(network, "alice", ports, { dialect: v2 });
  const closing = first.svs.close();
  const second = SvSync.open({ ...ports, group: "/group", node: "/alice", dialect: python02 });
  await network.complete(closing);
  await network.complete((await network.complete(second)).publish("here"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 here"]);
});

simulated("a lost connection is lost, and found again, for all who share it", async (network) => {
  const { alices, bobs } = await openAll(network, three);
  await network.settle();
  network.disconnect("alice");
  for (const { svs } of alices) {
    await network.complete(svs.publish("in the dark"));
  }
  await network.advance(5000);
  network.reconnect("alice");
  await network.settle();
  expect(heardOf(bobs)).toEqual(three.map(() => ["alice#1 in the dark"]));
});

simulated("a refused prefix is refused to all who want it, and nobody else's", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  const bob = await open(network, "bob", network.member("bob"));
  const alice = await open(network, "alice", ports);
  const refusal = network.refuse({ member: "alice", prefix: "/group" });
  for (const dialect of [v2, python02]) {
    await expect(open(network, "alice", ports, { dialect })).rejects.toMatchObject({
      code: "registration-failed",
    });
  }
  await network.complete(alice.svs.publish("still there"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 still there"]);
  refusal[Symbol.dispose]();
  await open(network, "alice", ports, { dialect: v2 });
});

simulated("two members of one dialect in one group need a transport each", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  const alice = await open(network, "alice", ports);
  for (const [name, dialect] of [
    ["alice", v3],
    ["carol", v3], // a transport does not hear itself: they would never know of each other
    ["alice", ndnts], // the same on the wire: two writers under one name
  ] as const) {
    const refused = await open(network, name, ports, { dialect }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "invalid-argument" });
    expect(`${refused}`).toMatch(/Another member on this transport serves v3 .* a transport of its own/);
  }
  await expect(network.complete(SvSyncCore.open({ ...ports, group: "/group" }))).rejects.toMatchObject({
    code: "invalid-argument",
  });
  // Other names for the publications, and the same vector: one row /alice with two writers.
  await open(network, "alice", ports, { dialect: python });
  await expect(open(network, "alice", ports, { dialect: pythonShared })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  const bob = await open(network, "bob", network.member("bob"));
  await network.complete(alice.svs.publish("undisturbed"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 undisturbed"]);
});

simulated("a group may have the name under which another group's member publishes", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  const nested = { group: "/alice/group", dialect: v2 };
  const alice = await open(network, "alice", ports); // publishes under /alice/group
  const inner = await open(network, "alice", ports, nested); // hears Sync Interests there
  const bob = await open(network, "bob", network.member("bob"));
  const carol = await open(network, "carol", network.member("carol"), nested);
  const dave = await open(network, "dave", network.member("dave"), nested);
  await network.complete(alice.svs.publish("outer"));
  await network.complete(carol.svs.publish("inner"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 outer"]);
  expect(heardOf([inner, dave])).toEqual([["carol#1 inner"], ["carol#1 inner"]]);
});
