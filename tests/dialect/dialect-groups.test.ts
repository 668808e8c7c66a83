import { Name, noopSigning } from "@ndn/packet";
import { type Dialect, MemoryStateStore, SvsError, v3 } from "@svs/core";
import { ndnd, python, python02, python02Shared, pythonShared, v2, v2Shared } from "@svs/core/dialects";
import { StateVector } from "@svs/tlv";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { describe, expect, test } from "vitest";
import { type Member, open, openStar } from "../member/group.js";

const all: readonly Dialect[] = [v2, v2Shared, python, pythonShared, python02, python02Shared, ndnd];

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

const numbers = (to: number): number[] => Array.from({ length: to }, (_, i) => i + 1);

describe.each(all.map((dialect) => [dialect.name, dialect] as const))("%s", (name, dialect) => {
  simulated(`${name}: with loss, every publication arrives once and in order`, async (network) => {
    const link = { delay: 10, loss: 0.1 };
    const { alice, bob, carol } = await openStar(network, ["alice", "bob", "carol"], link, { dialect });
    for (const n of numbers(10)) {
      void alice.svs.publish(`a${n}`);
      void bob.svs.publish(`b${n}`);
      await network.advance(200);
    }
    await network.until(() => carol.heard.length === 20, { within: 120_000 });
    for (const who of ["alice", "bob"]) {
      expect(carol.heard.filter((line) => line.startsWith(who))).toEqual(
        numbers(10).map((n) => `${who}#${n} ${who[0]}${n}`),
      );
    }
    expect(carol.svs.status.counters.dropped.malformed).toBe(0);
  });

  simulated(`${name}: a late member gets what was said, and is told who took its own`, async (network) => {
    const { alice } = await openStar(network, ["alice"], { delay: 10 }, { dialect });
    await network.complete(alice.svs.publish("before"));
    await network.settle();
    const served: number[] = [];
    const late = await open(network, "carol", network.member("carol", { delay: 10 }), { dialect });
    late.svs.addEventListener("served", ({ detail }) => {
      served.push(detail.seqNo);
    });
    await network.complete(late.svs.whenSynced());
    await network.complete(late.svs.publish("after"));
    await network.settle();
    expect(late.heard).toEqual(["alice#1 before"]);
    expect(alice.heard).toEqual(["carol#1 after"]);
    expect(served).toEqual([1]);
  });

  const large = "x".repeat(30_000);
  if (dialect.segmentation === "never") {
    simulated(
      `${name}: a publication larger than a packet is refused, and nothing happened`,
      async (network) => {
        const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { dialect });
        const refused = await alice.svs.publish(large).catch((error: unknown) => error);
        expect(SvsError.is(refused, "packet-too-large")).toBe(true);
        await network.complete(alice.svs.publish("small"));
        await network.settle();
        expect(bob.heard).toEqual(["alice#1 small"]);
      },
    );
  } else {
    simulated(`${name}: a large publication crosses in segments`, async (network) => {
      const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { dialect });
      await network.complete(alice.svs.publish(large));
      await network.settle();
      expect(bob.heard).toEqual([`alice#1 ${large}`]);
    });
  }

  if (!dialect.hasBootstrapTime) {
    simulated(
      `${name}: a member without memory goes on behind the numbers that the group knows`,
      async (network) => {
        const { alice, bob } = await openStar(network, ["alice", "bob"], { delay: 10 }, { dialect });
        await network.complete(alice.svs.publish("one"));
        await network.complete(alice.svs.publish("two"));
        await network.settle();
        await network.complete(alice.svs.close());
        const again = await open(network, "alice", network.member("alice2", { delay: 10 }), { dialect });
        await network.complete(again.svs.whenSynced());
        await network.complete(again.svs.publish("three"));
        await network.settle();
        expect(bob.heard).toEqual(["alice#1 one", "alice#2 two", "alice#3 three"]);
        expect(again.svs.bootstrapTime).toBe(0);
      },
    );
  }
});

simulated("v2: a member that does not sign its Sync Interests is heard by default", async (network) => {
  const alice = await open(network, "alice", network.member("alice"), {
    dialect: v2,
    syncSigner: noopSigning,
  });
  const bob = await open(network, "bob", network.member("bob"), { dialect: v2 });
  await network.complete(alice.svs.publish("unsigned"));
  await network.settle();
  expect(bob.heard).toEqual(["alice#1 unsigned"]);
});

simulated(
  "the state of a member of version 3 is refused where there are no bootstrap times",
  async (network) => {
    const stateStore = new MemoryStateStore();
    const alice = await open(network, "alice", network.member("alice"), { stateStore });
    await network.complete(alice.svs.close());
    for (const dialect of [v2, python, python02]) {
      const ports = network.member(`alice-${dialect.name}`);
      const refused = await open(network, "alice", ports, { dialect, stateStore }).catch(
        (error: unknown) => error,
      );
      expect(SvsError.is(refused, "invalid-argument")).toBe(true);
      expect(`${refused}`).toContain(dialect.name);
    }
  },
);

simulated("members of several dialects in one group do not disturb each other", async (network) => {
  const members: Member[] = [];
  for (const dialect of [v3, ndnd, python, v2]) {
    for (const who of ["first", "second"]) {
      const name = `${who}-${dialect.name}`;
      members.push(await open(network, name, network.member(name), { dialect }));
    }
  }
  for (const { svs } of members) {
    await network.complete(svs.publish("hello"));
  }
  await network.settle();
  expect(members.map(({ heard }) => heard)).toEqual(
    [v3, ndnd, python, v2].flatMap(({ name }) => [[`second-${name}#1 hello`], [`first-${name}#1 hello`]]),
  );
});

/** A store that knows 400 absent members, more than one Sync Interest has room for. */
async function crowd(label: string): Promise<MemoryStateStore> {
  const known = new StateVector();
  for (const n of numbers(400)) {
    known.set(new Name(`/${label}/member-with-a-long-name-${n}`).value, 0, n);
  }
  const store = new MemoryStateStore();
  await store.save({ known: known.encode() });
  return store;
}

describe("python: a vector too large for a Sync Interest", () => {
  simulated("reaches the others in parts, both ways", async (network) => {
    const options = { dialect: python, read: false };
    const alice = await open(network, "alice", network.member("alice"), {
      ...options,
      stateStore: await crowd("x"),
    });
    const bob = await open(network, "bob", network.member("bob"), {
      ...options,
      stateStore: await crowd("y"),
    });
    const carol = await open(network, "carol", network.member("carol"), options);
    await network.complete(carol.svs.publish("now there are 801"));
    await network.until(() => [alice, bob, carol].every(({ svs }) => svs.getState().size === 801), {
      within: 120_000,
    });
    await network.settle();
    expect(carol.svs.status.counters.dropped.malformed).toBe(0);
    const { sent } = alice.svs.status.counters;
    await network.advance(20_000);
    expect(alice.svs.status.counters.sent.suppression).toBe(sent.suppression);
  });

  simulated("is not taken for an outdated one, part by part", async (network) => {
    const options = { dialect: python, read: false };
    // Slow enough that what the first part brought is no recent update when the next one comes.
    const ports = network.star(["alice", "bob"], { delay: 150 });
    await open(network, "alice", ports.alice, { ...options, stateStore: await crowd("x") });
    const bob = await open(network, "bob", ports.bob, options);
    await network.until(() => bob.svs.getState().size === 400, { within: 60_000 });
    await network.settle();
    expect(bob.svs.status.counters.sent.suppression).toBe(0);
  });

  simulated("is asked for again when a part was lost", async (network) => {
    const options = { dialect: python, read: false };
    await open(network, "alice", network.member("alice", { loss: 0.4 }), {
      ...options,
      stateStore: await crowd("x"),
    });
    const bob = await open(network, "bob", network.member("bob"), options);
    await network.until(() => bob.svs.getState().size === 400, { within: 600_000 });
  });
});
