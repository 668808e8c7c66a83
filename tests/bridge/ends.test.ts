import { MemoryPublicationStore, MemoryStateStore, SvsError, v3 } from "@svs/core";
import { Bridge } from "@svs/core/bridge";
import { ndnd, ndnts, python, pythonShared, v2, v2Shared } from "@svs/core/dialects";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { connect, hop, openBridge, openMembers, type Side } from "./open-bridge.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, 1, scenario));
}

const sides = [{ dialect: v3 }, { dialect: python }] as const;

async function openReaders(network: MemoryNetwork): Promise<{ alice: Member; bob: Member }> {
  const alice = await open(network, "alice", network.member("alice", { delay: 10 }));
  const bob = await open(network, "bob", network.member("bob", { delay: 10 }), { dialect: python });
  return { alice, bob };
}

/** What was heard, without the way it came. */
const texts = ({ heard }: Member): string[] => heard.map((line) => line.split(" ")[1]!);

simulated("closed and opened again, it repeats nothing and leaves out nothing", async (network) => {
  const { alice, bob } = await openReaders(network);
  const members = await openMembers(network, "bridge", sides);
  for (const n of [1, 2, 3]) {
    const { bridge } = await connect(network, members);
    await network.complete(alice.svs.publish(`a${n}`));
    await network.settle();
    await bridge.close();
    await bridge.closed;
    await network.complete(alice.svs.publish(`between ${n}`));
    await network.settle();
  }
  await connect(network, members);
  await network.settle();
  const said = ["a1", "between 1", "a2", "between 2", "a3", "between 3"];
  expect(bob.heard).toEqual(said.map((text, i) => `alice/${hop("v3")}#${i + 1} ${text}`));
});

/** A store that can be held: own packets are then kept when it is released. */
class HeldStore extends MemoryPublicationStore {
  private gate: Promise<void> | undefined;
  release: () => void = () => undefined;

  hold(): void {
    this.gate = new Promise<void>((resolve) => {
      this.release = () => {
        this.gate = undefined;
        resolve();
      };
    });
  }

  override async put(packet: Parameters<MemoryPublicationStore["put"]>[0]): Promise<void> {
    if (packet.own) {
      await this.gate;
    }
    await super.put(packet);
  }
}

simulated("closing waits for what is being carried, which is then delivered", async (network) => {
  const { alice, bob } = await openReaders(network);
  const publicationStore = new HeldStore();
  const members = await openMembers(network, "bridge", [sides[0], { ...sides[1], publicationStore }]);
  for (const text of ["1", "2"]) {
    publicationStore.hold();
    const { bridge, carried } = await connect(network, members);
    await network.complete(alice.svs.publish(text));
    await network.settle();
    let closed = false;
    const closing = bridge.close().then(() => {
      closed = true;
    });
    await network.advance(1000);
    expect([closed, carried.length]).toEqual([false, 0]);
    publicationStore.release();
    await network.complete(closing);
    expect(carried).toHaveLength(1);
  }
  await connect(network, members);
  await network.settle();
  expect(texts(bob)).toEqual(["1", "2"]);
});

simulated(
  "closed between any two of its steps, it repeats nothing and leaves out nothing",
  async (network) => {
    const { alice, bob } = await openReaders(network);
    const publicationStore = new HeldStore();
    const members = await openMembers(network, "bridge", [sides[0], { ...sides[1], publicationStore }]);
    const rounds = 40;
    for (let steps = 0; steps < rounds; steps++) {
      publicationStore.hold();
      const { bridge } = await connect(network, members);
      const closeSoon = async (): Promise<void> => {
        for (let step = 0; step < steps; step++) {
          await undefined;
        }
        await bridge.close();
      };
      bridge.addEventListener("carried", closeSoon, { once: true });
      for (const text of ["x", "y", "z"]) {
        void alice.svs.publish(`${steps}${text}`);
      }
      await network.settle();
      publicationStore.release(); // one is in its hands, and others in line
      await network.settle();
    }
    await connect(network, members);
    await network.settle();
    const said = Array.from({ length: rounds }, (_, i) => [`${i}x`, `${i}y`, `${i}z`]).flat();
    expect(texts(bob)).toEqual(said);
  },
);

simulated("closing does not wait for the network, and nothing is lost", async (network) => {
  const { alice, bob } = await openReaders(network);
  const members = await openMembers(network, "bridge", sides);
  const first = await connect(network, members);
  network.disconnect("bridge-b");
  await network.complete(alice.svs.publish("1")); // its prefix cannot be registered now
  await network.settle();
  await first.bridge.close();
  expect([first.carried, first.refused]).toEqual([[], []]);
  const opening = Bridge.between(...members, { clock: network.clock });
  await network.advance(1000);
  network.reconnect("bridge-b");
  await network.complete(opening);
  await network.settle();
  expect(texts(bob)).toEqual(["1"]);
});

simulated(
  "a wait before another try ends with the bridge, and the publication comes again",
  async (network) => {
    const { alice, bob } = await openReaders(network);
    let broken = true;
    class BrokenStore extends MemoryPublicationStore {
      override async put(packet: Parameters<MemoryPublicationStore["put"]>[0]): Promise<void> {
        if (packet.own && broken) {
          throw new SvsError("store-failed", "The disk is away.");
        }
        await super.put(packet);
      }
    }
    const members = await openMembers(network, "bridge", [
      sides[0],
      { ...sides[1], publicationStore: new BrokenStore() },
    ]);
    const first = await connect(network, members);
    await network.complete(alice.svs.publish("1"));
    await network.advance(2000);
    await first.bridge.close();
    expect([first.carried, first.refused]).toEqual([[], []]);
    broken = false;
    await connect(network, members);
    await network.settle();
    expect(texts(bob)).toEqual(["1"]);
  },
);

simulated("a signal ends it, before and while it is open", async (network) => {
  const { alice, bob } = await openReaders(network);
  const members = await openMembers(network, "bridge", sides);
  const aborted = { code: "aborted" };
  await expect(Bridge.between(...members, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);
  const waiting = new AbortController();
  const opening = Bridge.between(...members, { signal: waiting.signal }).catch((error: unknown) => error);
  waiting.abort(); // while it waits for the group of Python
  expect(await opening).toMatchObject(aborted);
  const stop = new AbortController();
  const { bridge } = await connect(network, members, { signal: stop.signal });
  await network.complete(alice.svs.publish("1"));
  await network.settle();
  stop.abort();
  await bridge.closed;
  await network.complete(alice.svs.publish("2"));
  await network.settle();
  expect(texts(bob)).toEqual(["1"]);
});

simulated("a member that closes ends it; the other one can be read again", async (network) => {
  const { alice } = await openReaders(network);
  const { bridge, members, refused } = await openBridge(network, "bridge", sides);
  await network.complete(alice.svs.publish("1"));
  await network.settle();
  await network.complete(members[1].close());
  await bridge.closed;
  await network.complete(alice.svs.publish("2"));
  const { value } = await network.complete(members[0].publications().next());
  expect(value?.text()).toBe("2");
  expect(refused).toEqual([]);
});

simulated("a member that closes while something is being carried into its group", async (network) => {
  const { alice, bob } = await openReaders(network);
  const { bridge, members, carried, refused } = await openBridge(network, "bridge", sides);
  network.disconnect("bridge-b");
  await network.complete(alice.svs.publish("1"));
  await network.settle();
  await network.complete(members[1].close());
  await network.complete(bridge.closed);
  expect([carried, refused]).toEqual([[], []]);
  network.reconnect("bridge-b");
  const ports = network.member("bridge-c");
  const instead = await open(network, "bridge", ports, { ...sides[1], read: false });
  await connect(network, [members[0], instead.svs]);
  await network.settle();
  expect(texts(bob)).toEqual(["1"]);
});

simulated("a member that closes between two that are carried into its group", async (network) => {
  const { alice, bob } = await openReaders(network);
  const publicationStore = new HeldStore();
  const side = { ...sides[1], stateStore: new MemoryStateStore(), publicationStore };
  const { bridge, members, carried, refused } = await openBridge(network, "bridge", [sides[0], side]);
  publicationStore.hold();
  for (const text of ["1", "2", "3"]) {
    void alice.svs.publish(text);
  }
  await network.settle();
  bridge.addEventListener("carried", () => void members[1].close());
  publicationStore.release(); // the others are in line
  await network.complete(bridge.closed);
  expect([carried.length, refused.length]).toEqual([1, 0]);
  const instead = await open(network, "bridge", network.member("bridge-c"), { ...side, read: false });
  await connect(network, [members[0], instead.svs]);
  await network.settle();
  expect(texts(bob)).toEqual(["1", "2", "3"]);
});

simulated("what ends a reading is what it rejects with; another bridge goes on", async (network) => {
  const { alice, bob } = await openReaders(network);
  let broken = false;
  class UnreadableStore extends MemoryPublicationStore {
    override async get(...args: Parameters<MemoryPublicationStore["get"]>): Promise<Uint8Array | undefined> {
      if (broken) {
        throw new SvsError("store-failed", "The disk cannot be read.");
      }
      return super.get(...args);
    }
  }
  const members = await openMembers(network, "bridge", [
    { ...sides[0], publicationStore: new UnreadableStore() },
    sides[1],
  ]);
  const { bridge } = await connect(network, members);
  broken = true;
  await network.complete(alice.svs.publish("1"));
  await network.settle();
  await expect(bridge.closed).rejects.toMatchObject({ code: "store-failed" });
  await bridge.close(); // which has nothing more to say
  broken = false;
  await connect(network, members);
  await network.settle();
  expect(texts(bob)).toEqual(["1"]);
});

simulated("two members of one group are refused", async (network) => {
  const pairs: readonly (readonly [Side, Side])[] = [
    [{}, {}],
    [{}, { dialect: ndnts }], // the same on the wire
    [{ dialect: python }, { dialect: pythonShared }], // one vector
    [{ dialect: v2Shared }, { dialect: v2, group: "/group/s" }],
    [{ dialect: ndnd }, { group: "/group/32=svs" }],
  ];
  for (const [i, pair] of pairs.entries()) {
    const members = await openMembers(network, `bridge${i}`, pair);
    const refused = await network.complete(Bridge.between(...members).catch((error: unknown) => error));
    expect(refused).toMatchObject({ code: "invalid-argument" });
    expect(`${refused}`).toMatch(/are one group/);
  }
});

simulated(
  "a member in use, and options that cannot work, are refused, and nothing is left behind",
  async (network) => {
    const { alice, bob } = await openReaders(network);
    const members = await openMembers(network, "bridge", sides);
    const busy = members[1].publications();
    const invalid = { code: "invalid-argument" };
    await expect(connect(network, members)).rejects.toMatchObject(invalid);
    await busy.return?.();
    await expect(connect(network, members, { membersMax: 0 })).rejects.toThrow(/membersMax/);
    await expect(connect(network, members, { vectorSizeMax: Number.NaN })).rejects.toThrow(/vectorSizeMax/);
    const long = await open(network, "x".repeat(200), network.member("long"), { group: "/two", read: false });
    await expect(connect(network, [members[0], long.svs])).rejects.toMatchObject(invalid);
    await connect(network, members);
    await network.complete(alice.svs.publish("1"));
    await network.settle();
    expect(texts(bob)).toEqual(["1"]);
    await network.complete(members[0].close());
    await expect(connect(network, members)).rejects.toMatchObject({ code: "closed" });
  },
);

simulated("it is an async disposable, and its members stay open", async (network) => {
  const { alice, bob } = await openReaders(network);
  const members = await openMembers(network, "bridge", sides);
  {
    await using bridge = await network.complete(Bridge.between(...members));
    expect(bridge).toBeInstanceOf(Bridge);
  }
  await network.complete(members[0].publish("still here"));
  await network.settle();
  expect(alice.heard).toEqual(["bridge#1 still here"]);
  expect(bob.heard).toEqual([]);
});
