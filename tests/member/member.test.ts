import { Data, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import {
  digestSigning,
  MemoryPublicationStore,
  MemoryStateStore,
  SvSync,
  SvsError,
  type Verifier,
  v3,
} from "@svs/core";
import { StateVector } from "@svs/tlv";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { open, openStar } from "./group.js";

/** A test over a network in virtual time, run twice. */
function simulated(
  name: string,
  scenario: Parameters<typeof simulate>[2],
  options?: Parameters<typeof simulate>[3],
): void {
  test(name, () => simulate(name, 1, scenario, options));
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

simulated("a publication reaches every other member, and not its author", async (network) => {
  const { alice, bob, carol } = await openStar(network, ["alice", "bob", "carol"]);
  await network.complete(alice.svs.publish("hello"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 hello"]);
  expect(carol.heard).toEqual(["alice#1 hello"]);
  expect(alice.heard).toEqual([]);
});

simulated("without loss a publication is known after one way and delivered after three", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 });
  await network.settle();
  const published = network.now;
  let known = 0;
  bob.svs.addEventListener("update", () => {
    known = network.now;
  });
  await alice.svs.publish("hello");
  await network.until(() => bob.heard.length > 0);
  expect(known - published).toBe(20); // two links of 10 ms
  expect(network.now - published).toBe(60);
});

simulated(
  "1 000 publications in one turn: at most 3 Sync Interests leave, and all arrive in order",
  async (network) => {
    const { alice, bob } = await openStar(network, ["alice", "bob"]);
    await network.settle();
    const before = alice.svs.status.counters.sent.publication;
    for (const n of numbers(1, 1000)) {
      void alice.svs.publish(`${n}`);
    }
    await network.until(() => bob.heard.length === 1000, { within: 60_000 });
    expect(alice.svs.status.counters.sent.publication - before).toBeLessThanOrEqual(3);
    expect(bob.heard).toEqual(numbers(1, 1000).map((n) => `alice#${n} ${n}`));
  },
);

simulated("a quarter of a megabyte crosses in segments, with loss", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 5, loss: 0.1 });
  const text = numbers(1, 40_000).join(" ").slice(0, 250_000);
  await network.complete(alice.svs.publish(text));
  await network.until(() => bob.heard.length === 1, { within: 120_000 });
  expect(bob.heard[0]).toBe(`alice#1 ${text}`);
});

simulated("a late member gets the whole history of those who are there", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"]);
  for (const n of numbers(1, 30)) {
    await network.complete(alice.svs.publish(`a${n}`));
  }
  await network.complete(bob.svs.publish("b1"));
  await network.settle();
  const late = await open(network, "carol", network.member("carol", { delay: 10 }));
  await network.complete(late.svs.whenSynced());
  expect(late.heard.filter((line) => line.startsWith("alice"))).toEqual(
    numbers(1, 30).map((n) => `alice#${n} a${n}`),
  );
  expect(late.heard).toContain("bob#1 b1");
});

simulated("20 % loss: everything arrives, in order for each member, once", async (network) => {
  const { alice, bob, carol } = await openStar(network, ["alice", "bob", "carol"], { delay: 10, loss: 0.2 });
  for (const n of numbers(1, 20)) {
    void alice.svs.publish(`a${n}`);
    void bob.svs.publish(`b${n}`);
    await network.advance(100);
  }
  await network.until(() => carol.heard.length === 40, { within: 120_000 });
  for (const author of ["alice", "bob"]) {
    expect(carol.heard.filter((line) => line.startsWith(author))).toEqual(
      numbers(1, 20).map((n) => `${author}#${n} ${author[0]}${n}`),
    );
  }
});

simulated("a partition heals: both sides learn what the other published", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"]);
  await network.settle();
  const cut = network.partition([["alice"], ["bob"]]);
  await network.complete(alice.svs.publish("from the left"));
  await network.complete(bob.svs.publish("from the right"));
  await network.advance(1000);
  expect([alice.heard, bob.heard]).toEqual([[], []]);
  cut[Symbol.dispose]();
  await network.until(() => alice.heard.length + bob.heard.length === 2, { within: 40_000 });
});

simulated("several node prefixes on one member are numbered and served apart", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"]);
  await network.complete(alice.svs.addNode("/alice/phone"));
  await network.complete(alice.svs.publish("one"));
  await network.complete(alice.svs.publish("two", { node: "/alice/phone" }));
  await network.complete(alice.svs.publish("three", { node: "/alice/phone" }));
  await network.settle();
  expect(bob.heard.sort()).toEqual(["alice#1 one", "alice/phone#1 two", "alice/phone#2 three"]);
  expect(alice.heard).toEqual([]);
  await expect(alice.svs.publish("x", { node: "/nobody" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
});

simulated("a node prefix that is refused is not remembered, and may be added again", async (network) => {
  const stores = { stateStore: new MemoryStateStore(), publicationStore: new MemoryPublicationStore() };
  const alice = await open(network, "alice", network.member("alice", { delay: 10 }), stores);
  const refusal = network.refuse({ prefix: "/alice/phone" });
  const refused = alice.svs.addNode("/alice/phone").catch((error: unknown) => error);
  expect(await network.complete(refused)).toMatchObject({ code: "registration-failed" });
  await expect(alice.svs.publish("x", { node: "/alice/phone" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  network.crash("alice");
  const again = await open(network, "alice", network.restart("alice"), stores);
  await expect(again.svs.addNode("/alice/phone")).rejects.toMatchObject({ code: "registration-failed" });
  refusal[Symbol.dispose]();
  await network.complete(again.svs.addNode("/alice/phone"));
  await network.complete(again.svs.publish("here all the same", { node: "/alice/phone" }));
});

simulated(
  "a node prefix may be added again while its registration waits for the network",
  async (network) => {
    const { alice, bob } = await openStar(network, ["alice", "bob"]);
    await network.settle();
    network.disconnect("alice");
    const stop = new AbortController();
    const given = alice.svs.addNode("/alice/phone", { signal: stop.signal }).catch((error: unknown) => error);
    stop.abort();
    expect(await given).toMatchObject({ code: "aborted" });
    const [one, two] = [alice.svs.addNode("/alice/phone"), alice.svs.addNode("/alice/phone")];
    network.reconnect("alice");
    await network.complete(one);
    await network.complete(two);
    await network.complete(alice.svs.publish("from the phone", { node: "/alice/phone" }));
    await network.settle();
    expect(bob.heard).toEqual(["alice/phone#1 from the phone"]);
  },
);

simulated("a member closes while a node prefix waits to be registered", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  network.disconnect("alice");
  const adding = alice.svs.addNode("/alice/phone").catch((error: unknown) => error);
  await alice.svs.close();
  expect(await adding).toMatchObject({ code: "closed" });
});

simulated(
  "a restart with the same stores continues the numbering, and serves what was before",
  async (network) => {
    const stores = { stateStore: new MemoryStateStore(), publicationStore: new MemoryPublicationStore() };
    const alice = await open(network, "alice", network.member("alice", { delay: 10 }), stores);
    await network.complete(alice.svs.publish("before"));
    network.crash("alice");
    const again = await open(network, "alice", network.restart("alice"), stores);
    const bob = await open(network, "bob", network.member("bob", { delay: 10 }));
    await network.complete(again.svs.publish("after"));
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 before", "alice#2 after"]);
    expect(again.svs.bootstrapTime).toBe(alice.svs.bootstrapTime);
  },
);

simulated(
  "a restart without stores takes a new bootstrap time, even within the same second",
  async (network) => {
    const { alice, bob } = await openStar(network, ["alice", "bob"]);
    await network.complete(alice.svs.publish("first life"));
    await network.settle();
    network.crash("alice");
    const again = await open(network, "alice", network.restart("alice"));
    await network.complete(again.svs.whenSynced());
    await network.complete(again.svs.publish("second life"));
    await network.until(() => bob.heard.length === 2, { within: 10_000 });
    expect(bob.heard).toEqual(["alice#1 first life", "alice#1 second life"]);
    expect(again.svs.bootstrapTime).toBeGreaterThan(alice.svs.bootstrapTime);
  },
);

simulated("a restarted reader gets what it had not finished, and nothing else twice", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  for (const n of numbers(1, 5)) {
    await network.complete(alice.svs.publish(`${n}`));
  }
  const stateStore = new MemoryStateStore();
  const bob = await open(network, "bob", network.member("bob", { delay: 10 }), { stateStore, read: false });
  const reading = bob.svs.publications();
  for (const seqNo of [1, 2, 3]) {
    const { value } = await network.complete(reading.next());
    expect(value?.seqNo).toBe(seqNo);
  }
  network.crash("bob"); // the third is in its hands: it may or may not have dealt with it
  const again = await open(network, "bob", network.restart("bob"), { stateStore });
  await network.settle();
  expect(again.heard).toEqual(["alice#3 3", "alice#4 4", "alice#5 5"]);
});

simulated("fetchData fetches one publication, the latest life's unless told otherwise", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { read: false });
  await network.complete(alice.svs.publish("one"));
  await network.complete(alice.svs.publish("two"));
  await expect(bob.svs.fetchData("/nobody", 1)).rejects.toMatchObject({ code: "invalid-argument" });
  await network.settle();
  const two = await network.complete(bob.svs.fetchData("/alice", 2));
  expect(two.text()).toBe("two");
  const stop = new AbortController();
  const never = bob.svs.fetchData("/alice", 3, { signal: stop.signal });
  const caught = never.catch((error: unknown) => error);
  await network.advance(5000);
  stop.abort();
  expect(await caught).toMatchObject({ code: "aborted" });
});

simulated("whenSynced waits for the history, syncNow for a Sync Interest", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  for (const n of numbers(1, 50)) {
    void alice.svs.publish(`${n}`);
  }
  await network.settle();
  const bob = await open(network, "bob", network.member("bob", { delay: 10 }));
  await network.complete(bob.svs.whenSynced());
  expect(bob.heard).toHaveLength(50);
  const before = bob.svs.status.counters.sent.requested;
  await network.complete(bob.svs.syncNow());
  expect(bob.svs.status.counters.sent.requested).toBe(before + 1);
});

simulated(
  "beside a member that never speaks, being asked is company enough to be in step",
  async (network) => {
    const listener = await open(network, "listener", network.member("listener", { delay: 10 }));
    await network.advance(20_000); // it has stopped announcing that it is there
    const { svs } = await open(network, "alice", network.member("alice", { delay: 10 }));
    await network.complete(svs.publish("one"));
    const begun = network.now;
    await network.complete(svs.whenSynced());
    expect(network.now - begun).toBeLessThan(600);
    expect(listener.heard).toEqual(["alice#1 one"]);
  },
);

simulated("a publication tells when somebody asked for it", async (network) => {
  const { alice } = await openStar(network, ["alice", "bob"]);
  const served: number[] = [];
  alice.svs.addEventListener("served", ({ detail }) => {
    served.push(detail.seqNo);
  });
  await network.complete(alice.svs.publish("one"));
  await network.settle();
  expect(served).toEqual([1]);
});

simulated("status tells the members, how far behind one is, and when they were heard", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { read: false });
  await network.complete(alice.svs.publish("one"));
  await network.complete(bob.svs.publish("one"));
  await network.settle();
  const [bobRow, aliceRow] = bob.svs.status.members; // the shorter name is first in canonical order
  expect(aliceRow).toMatchObject({ seqNo: 1, delivered: 0, behindBy: 1, own: false });
  expect(aliceRow!.lastHeard).toBeLessThanOrEqual(network.clock.wall());
  expect(aliceRow!.lastHeard).toBeGreaterThan(network.clock.wall() - network.now);
  expect(bobRow).toMatchObject({ seqNo: 1, behindBy: 0, own: true });
  expect(bob.svs.status).toMatchObject({ transport: "up", phase: "steady" });
});

simulated(
  "a lost connection: publishing goes on, and is announced when the transport is up again",
  async (network) => {
    const { alice, bob } = await openStar(network, ["alice", "bob"]);
    await network.settle();
    network.disconnect("alice");
    await network.complete(alice.svs.publish("in the dark"));
    await network.advance(5000);
    expect(bob.heard).toEqual([]);
    network.reconnect("alice");
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 in the dark"]);
  },
);

simulated(
  "a full store rejects the call that met it; what was published before stays served",
  async (network) => {
    const stores = { publicationStore: new MemoryPublicationStore({ byteLimit: 250 }) };
    const alice = await open(network, "alice", network.member("alice", { delay: 10 }), stores);
    await network.complete(alice.svs.publish("one"));
    const caught = alice.svs.publish("x".repeat(200)).catch((error: unknown) => error);
    expect(await network.complete(caught)).toMatchObject({ code: "store-full" });
    const bob = await open(network, "bob", network.member("bob", { delay: 10 }));
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 one"]);
  },
);

simulated("a closed member rejects what waits and what comes; reading ends", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  const waiting = alice.svs.whenSynced({ quietFor: 60_000 }).catch((error: unknown) => error);
  const fetching = alice.svs.fetchData("/bob", 1, { bootstrapTime: 1 }).catch((error: unknown) => error);
  await network.advance(100);
  network.disconnect("alice");
  const announcing = alice.svs.syncNow().catch((error: unknown) => error);
  await alice.svs.close();
  expect(await waiting).toMatchObject({ code: "closed" });
  expect(await fetching).toMatchObject({ code: "closed" });
  expect(await announcing).toMatchObject({ code: "closed" });
  await expect(alice.svs.publish("x")).rejects.toMatchObject({ code: "closed" });
  expect(() => alice.svs.publications()).toThrow(SvsError);
  expect(alice.failure).toBeUndefined();
});

simulated("a closed transport closes its members", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  const alice = await open(network, "alice", ports);
  await network.complete(alice.svs.publish("one"));
  await ports.transport.close();
  await network.advance(0);
  await expect(alice.svs.publish("two")).rejects.toMatchObject({ code: "closed" });
  await expect(alice.svs.syncNow()).rejects.toMatchObject({ code: "closed" });
  expect(alice.failure).toBeUndefined();
});

simulated("a member that closes is heard no more and answers no more", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"]);
  await network.complete(alice.svs.close());
  await network.complete(bob.svs.publish("anybody?"));
  await network.settle();
  const from = network.log.length;
  await network.advance(120_000);
  expect([...network.log].slice(from).filter((line) => line.includes("alice"))).not.toContainEqual(
    expect.stringMatching(/alice *(->|→)/),
  );
});

simulated("one reading at a time; after it ended another goes on where it was", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { read: false });
  for (const n of numbers(1, 3)) {
    await network.complete(alice.svs.publish(`${n}`));
  }
  const first = bob.svs.publications();
  expect(() => bob.svs.publications()).toThrow(/being read already/);
  await network.complete(first.next());
  await network.complete(first.next());
  await first.return?.();
  const second = bob.svs.publications();
  expect((await network.complete(second.next())).value?.seqNo).toBe(2);
  const stop = new AbortController();
  await second.return?.();
  const third = bob.svs.publications({ signal: stop.signal });
  stop.abort();
  await expect(third.next()).rejects.toMatchObject({ code: "aborted" });
});

simulated("opening is given up by its signal, and leaves nothing behind", async (network) => {
  const ports = network.member("alice", { delay: 10 });
  network.disconnect("alice");
  const stop = new AbortController();
  const options = { ...ports, group: "/group", node: "/alice" };
  const opening = SvSync.open({ ...options, signal: stop.signal }).catch((error: unknown) => error);
  stop.abort(); // while the state is being loaded
  expect(await opening).toMatchObject({ code: "aborted" });
  const later = new AbortController();
  const again = SvSync.open({ ...options, signal: later.signal }).catch((error: unknown) => error);
  await network.advance(100);
  later.abort(); // while the prefixes wait for the connection
  expect(await again).toMatchObject({ code: "aborted" });
});

test("unusable names are refused with the option's name", async () => {
  await simulate("unusable names", 1, async (network) => {
    const ports = network.member("alice");
    await expect(open(network, "", ports)).rejects.toThrow(/node must have at least one component/);
    await expect(open(network, "alice", ports, { group: "" })).rejects.toThrow(/group must have/);
    await expect(open(network, "alice", ports, { segmentSize: 0 })).rejects.toThrow(/segmentSize/);
    await expect(open(network, "alice", ports, { fetch: { window: 0 } })).rejects.toThrow(/fetch\.window/);
  });
});

/** Sends what a stranger sends, from an attachment of its own. */
async function strangeVector(vector: Uint8Array): Promise<Interest> {
  return v3.makeSyncInterest({
    group: new Name("/group"),
    vector,
    signer: digestSigning,
    random: { next: () => 0.5 },
  });
}

const refuseAll: Verifier = { verify: () => Promise.reject(new Error("not ours")) };

simulated("what is not verified changes nothing, and is counted", async (network) => {
  const alice = await open(network, "alice", network.member("alice"), { syncVerifier: refuseAll });
  const rejected: unknown[] = [];
  alice.svs.addEventListener("rejected", ({ detail: { packet, name, reason, error } }) => {
    rejected.push([packet, name.equals(v3.syncPrefix(new Name("/group"))), reason, error.cause]);
  });
  const stranger = network.attach("mallory");
  const vector = new StateVector();
  vector.set(new Name("/mallory").value, 1, 5);
  stranger.send(await strangeVector(vector.encode()));
  await network.settle();
  expect(alice.svs.status.members).toEqual([]);
  expect(rejected).toEqual([["sync-interest", true, "bad-signature", new Error("not ours")]]);
  expect(alice.svs.status.counters.dropped["verification-failed"]).toBe(1);
});

simulated(
  "hostile octets are counted drops, never an exception and never a change of state",
  async (network) => {
    const errors: unknown[] = [];
    const { alice } = await openStar(network, ["alice"]);
    alice.svs.addEventListener("error", ({ detail }) => {
      errors.push(detail);
    });
    const stranger = network.attach("mallory");
    const future = new StateVector();
    future.set(new Name("/mallory").value, Math.floor(network.clock.wall() / 1000) + 90_000, 5);
    const noise = network.random("noise");
    const good = new StateVector();
    good.set(new Name("/mallory").value, 1, 5);
    const encoded = good.encode();
    const vectors = [
      future.encode(),
      Uint8Array.of(201, 200),
      encoded.subarray(0, encoded.length - 1),
      Uint8Array.of(201, 4, 202, 2, 7, 9),
      ...numbers(1, 200).map(() =>
        Uint8Array.from(encoded, (octet) => (noise.next() < 0.2 ? octet ^ 0x40 : octet)),
      ),
    ];
    for (const vector of vectors) {
      stranger.send(await strangeVector(vector));
      await network.advance(50);
    }
    const noTlv = new Interest(v3.syncPrefix(new Name("/group")), Uint8Array.of(1, 2, 3));
    await noTlv.updateParamsDigest();
    stranger.send(noTlv);
    stranger.send(new Interest(v3.syncPrefix(new Name("/group")).append("x")));
    await network.advance(50);
    const { received, dropped } = alice.svs.status.counters;
    expect(dropped.malformed).toBeGreaterThan(3);
    expect(dropped["future-bootstrap"]).toBeGreaterThan(0);
    expect(received).toBeGreaterThan(200);
    expect(errors).toEqual([]);
    expect(alice.failure).toBeUndefined();
    await network.complete(alice.svs.publish("still here"));
  },
);

simulated("a jump of 10^15 numbers is suspicious and costs a window of fetches", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  const jumps: number[] = [];
  alice.svs.addEventListener("suspicious", ({ detail }) => {
    jumps.push(detail.high);
  });
  const vector = new StateVector();
  vector.set(new Name("/mallory").value, 1, 1e15);
  network.attach("mallory").send(await strangeVector(vector.encode()));
  await network.advance(20_000);
  expect(jumps).toEqual([1e15]);
  const asked = [...network.log].filter((line) => line.includes("/mallory"));
  expect(asked.length).toBeLessThan(100);
});

simulated("a publication forged on the way is not delivered, and the true one is", async (network) => {
  const { alice, bob } = await openStar(network, ["alice", "bob"]);
  await network.settle();
  network.fault({ action: "corrupt", octets: 3, match: { kind: "data", from: "alice" }, times: 2 });
  await network.complete(alice.svs.publish("the truth"));
  await network.until(() => bob.heard.length > 0, { within: 60_000 });
  expect(bob.heard).toEqual(["alice#1 the truth"]);
});

simulated("an Interest for what is not ours is silence", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  await network.complete(alice.svs.publish("one"));
  const stranger = network.attach("mallory");
  const wrong = v3.dataName(new Name("/group"), { node: new Name("/alice"), bootstrapTime: 1, seqNo: 1 });
  const caught = stranger
    .express(new Interest(wrong, Interest.Lifetime(500)))
    .catch((error: unknown) => error);
  expect(await network.complete(caught)).toMatchObject({ code: "timeout" });
});

simulated("what a member serves is signed, named and fresh as the specification says", async (network) => {
  const { alice } = await openStar(network, ["alice"]);
  const { seqNo, bootstrapTime } = await network.complete(alice.svs.publish("one"));
  const name = v3.dataName(new Name("/group"), { node: new Name("/alice"), bootstrapTime, seqNo });
  const data = await network.complete(network.attach("reader").express(new Interest(name)));
  expect(data).toBeInstanceOf(Data);
  expect(data.name.equals(name)).toBe(true);
  expect(data.freshnessPeriod).toBe(10_000);
  await digestSigning.verify(data);
  expect(Encoder.encode(data).length).toBeLessThan(200);
});

simulated("nothing is published in more packets than the others would fetch", async (network) => {
  const { alice } = await openStar(network, ["alice"], undefined, {
    segmentSize: 10,
    fetch: { segmentsMax: 3 },
  });
  await network.complete(alice.svs.publish("x".repeat(30)));
  await expect(alice.svs.publish("x".repeat(31))).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringMatching(/segmentsMax/),
  });
});
