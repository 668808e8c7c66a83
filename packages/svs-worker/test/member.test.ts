import { Name } from "@ndn/packet";
import { Publication, SvsError } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { openGroup } from "./group.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: Parameters<typeof simulate>[2]): void {
  test(name, () => simulate(name, 1, scenario));
}

simulated("what is published crosses both ways, with its types", async (network) => {
  const { alice, bob } = await openGroup(network);
  const heard = bob.publications();
  const own = await network.complete(alice.publish("hello"));
  expect(own).toBeInstanceOf(Publication);
  expect([own.from, own.seqNo, own.bootstrapTime, own.text()]).toEqual([
    "/alice",
    1,
    await network.complete(alice.bootstrapTime),
    "hello",
  ]);
  expect((await network.complete(heard.next())).value?.text()).toBe("hello");

  await network.complete(bob.publish("and back"));
  const { value } = await network.complete(alice.publications().next());
  expect(value).toBeInstanceOf(Publication);
  expect(value?.node).toBeInstanceOf(Name);
  expect([value?.from, value?.text()]).toEqual(["/bob", "and back"]);
  expect([alice.group, alice.node].map(String)).toEqual(["/8=group", "/8=alice"]);
});

simulated("state, numbers, names and status are the member's", async (network) => {
  const { alice, hosted, bob } = await openGroup(network);
  await network.complete(bob.publish("one"));
  await network.complete(alice.addNode("/alice/phone"));
  await network.complete(alice.publishData("two", { node: "/alice/phone" }));
  await network.complete(alice.whenSynced());

  const state = await network.complete(alice.getState());
  expect(state).toBeInstanceOf(StateVector);
  expect(state.encode()).toEqual(hosted.getState().encode());
  expect(await network.complete(alice.getSeqNo("/bob"))).toBe(1);
  expect(await network.complete(alice.getSeqNo(new Name("/bob"), 17))).toBe(0);
  const status = await network.complete(alice.status);
  expect(status).toEqual(hosted.status);
  expect(status.members.every(({ node }) => node instanceof Name)).toBe(true);
  const id = { node: bob.node, bootstrapTime: bob.bootstrapTime, seqNo: 1 };
  const name = await network.complete(alice.dataName(id));
  expect(name.equals(hosted.dataName(id))).toBe(true);
  expect((await network.complete(alice.dataPrefix(bob.node))).isPrefixOf(name)).toBe(true);

  const sent = hosted.status.counters.sent.requested;
  await network.complete(alice.syncNow());
  expect(hosted.status.counters.sent.requested).toBe(sent + 1);
  await network.complete(alice.updateSeqNo(7, alice.node));
  await network.settle();
  expect(bob.getSeqNo("/alice")).toBe(7);
});

simulated("a packet crosses octet for octet, and can be served", async (network) => {
  const { alice, hosted, bob } = await openGroup(network);
  await network.complete(bob.publish("signed by bob"));
  await network.settle();
  const there = await network.complete(hosted.fetchDataPacket("/bob", 1));
  const here = await network.complete(alice.fetchDataPacket("/bob", 1));
  expect(await here.computeImplicitDigest()).toEqual(await there.computeImplicitDigest());
  const id = { node: bob.node, bootstrapTime: bob.bootstrapTime, seqNo: 1 };
  await network.complete(alice.serveDataPacket(id, here));
  const publication = await network.complete(alice.fetchData("/bob", 1));
  expect(publication.text()).toBe("signed by bob");
  await expect(
    network.complete(alice.serveDataPacket(new Publication({ ...id, seqNo: 2 }, here.content), here)),
  ).rejects.toMatchObject({ name: "SvsError", code: "invalid-argument" });
});

simulated("events cross, with names and errors as they are", async (network) => {
  const { alice, hosted, bob } = await openGroup(network, { fetch: { attempts: 1 } });
  const events: string[] = [];
  const seen: unknown[] = [];
  for (const type of ["update", "served", "lost", "transport", "suspicious", "error"] as const) {
    alice.addEventListener(type, ({ detail }: CustomEvent) => {
      events.push(type);
      seen.push(detail);
    });
  }
  await network.complete(alice.publish("for bob"));
  await network.complete(bob.publications().next());
  await network.complete(bob.updateSeqNo(1, "/bob/nothing-behind-it"));
  void alice.publications().next();
  await network.settle();
  expect(events).toEqual(["served", "update", "lost"]);
  const [served, update, lost] = seen as [
    { node: Name; seqNo: number },
    { node: Name; low: number; high: number },
    { node: Name; error: SvsError },
  ];
  expect([served.node.toString(), served.seqNo]).toEqual(["/8=alice", 1]);
  expect([update.node.toString(), update.low, update.high]).toEqual(["/8=bob/8=nothing-behind-it", 1, 1]);
  expect(SvsError.is(lost.error, "fetch-failed")).toBe(true);
  hosted.dispatchTypedEvent("error", new CustomEvent("error", { detail: new SvsError("store-failed", "!") }));
  await network.settle();
  expect(SvsError.is(seen[3], "store-failed")).toBe(true);
  hosted.dispatchEvent(new CustomEvent("update", { detail: () => "no message" }));
  await network.settle();
  expect(events.at(-1)).toBe("error");
  expect(String(seen[4])).toContain('An event "update" of the worker could not cross.');
});

simulated("a jump is told of, and learnt when it is vouched for", async (network) => {
  const { alice, bob } = await openGroup(network, { limits: { jumpMax: 10, jumpRate: 0 } });
  const jumps: number[] = [];
  alice.addEventListener("suspicious", ({ detail }) => {
    jumps.push(detail.high);
  });
  await network.complete(bob.updateSeqNo(1, "/bob"));
  await network.settle();
  await network.complete(bob.updateSeqNo(100, "/bob"));
  await network.settle();
  expect([jumps, await network.complete(alice.getSeqNo("/bob"))]).toEqual([[100], 1]);
  await network.complete(alice.vouch("/bob", bob.bootstrapTime, 100));
  expect(await network.complete(alice.getSeqNo("/bob"))).toBe(100);
});

simulated("events that come with packets cross from when somebody listens", async (network) => {
  const { alice, end } = await openGroup(network, { quietRepair: false });
  const causes: string[] = [];
  await network.complete(alice.syncNow());
  alice.addEventListener("sent", ({ detail }) => {
    causes.push(detail.cause);
  });
  alice.addEventListener("sent", () => undefined);
  await network.complete(alice.syncNow());
  await network.settle();
  expect(causes).toEqual(["requested"]);
  expect(end.posted.filter((message) => JSON.stringify(message).includes('"listen"'))).toHaveLength(1);
});
