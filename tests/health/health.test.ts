import { Name, type Verifier } from "@ndn/packet";
import { type Clock, digestSigning, MemoryStateStore, SvSyncCore, type SvsError, v3 } from "@svs/core";
import { python, python02, v2 } from "@svs/core/dialects";
import { type Heart, SvSyncHealth, type SvSyncHealthOptions } from "@svs/health";
import { type MemberPorts, MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";

const BEAT = 1000;
/** With three beats and a tolerance of 200 ms. */
const SILENCE = 3 * BEAT + 200;
const delay = 10;

/** A member, with what it was told, as `+bob` and `-bob`. */
interface Watcher {
  readonly health: SvSyncHealth;
  readonly told: string[];
}

async function watch(
  network: MemoryNetwork,
  name: string,
  ports: Omit<MemberPorts, "clock"> & { readonly clock: Clock },
  options: Partial<SvSyncHealthOptions> = {},
): Promise<Watcher> {
  const health = await network.complete(
    SvSyncHealth.open({ group: "/group", node: `/${name}`, beatInterval: BEAT, ...options, ...ports }),
  );
  const told: string[] = [];
  health.addEventListener("renewed", ({ detail }) => {
    told.push(`+${nameOf(detail)}`);
  });
  health.addEventListener("expired", ({ detail }) => {
    told.push(`-${nameOf(detail)}`);
  });
  return { health, told };
}

const forwardedClock = (clock: Clock): Clock => ({
  monotonic: () => clock.monotonic(),
  wall: () => clock.wall(),
  schedule: (after, callback) => clock.schedule(after, callback),
  work: (promise) => clock.work(promise),
});

const nameOf = ({ uri }: Heart): string => uri.slice(1);

function run(name: string, scenario: (network: MemoryNetwork) => Promise<void>): void {
  test(name, () => simulate(name, [1, 2, 3], scenario));
}

test.each([v3, v2, python, python02])("in the dialect $name, members are renewed and expire", (dialect) =>
  simulate(`health in ${dialect.name}`, 1, async (network) => {
    const alice = await watch(network, "alice", network.member("alice", { delay }), { dialect });
    const bob = await watch(network, "bob", network.member("bob", { delay }), { dialect });
    await network.advance(5 * BEAT);
    expect(alice.told).toEqual(["+bob"]);
    expect(bob.told).toEqual(["+alice"]);
    expect(alice.health.alive.map(String)).toEqual(["/8=bob"]);
    const { lastBeat } = alice.health.heartOf("/bob")!;
    expect(network.clock.wall() - lastBeat).toBeLessThan(1.1 * BEAT);
    network.crash("bob");
    await network.advance(SILENCE - 1.1 * BEAT);
    expect(alice.told).toEqual(["+bob"]);
    await network.advance(1.2 * BEAT);
    expect(alice.told).toEqual(["+bob", "-bob"]);
    expect(alice.health.alive).toEqual([]);
    expect(alice.health.heartOf("/bob")).toMatchObject({ alive: false, beats: 0 });
  }),
);

run("it takes so many beats to be alive", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }), { beatsToRenew: 2 });
  await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(0.5 * BEAT);
  expect(alice.told).toEqual([]);
  expect(alice.health.heartOf("/bob")).toMatchObject({ alive: false, beats: 1 });
  await network.advance(BEAT);
  expect(alice.told).toEqual(["+bob"]);
});

run("a restart goes on living, with its state or without", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const stateStore = new MemoryStateStore();
  await watch(network, "bob", network.member("bob", { delay }), { stateStore });
  await network.advance(5 * BEAT);
  network.crash("bob");
  await watch(network, "bob", network.restart("bob"), { stateStore });
  await network.advance(5 * BEAT);
  network.crash("bob");
  await network.advance(BEAT);
  await watch(network, "bob", network.restart("bob"));
  await network.advance(10 * BEAT);
  expect(alice.told).toEqual(["+bob"]);
});

run("with 20 % loss nobody dies who lives", async (network) => {
  network.fault({ action: "drop", match: { from: "hub", probability: 0.2 } });
  const names = ["alice", "bob", "carol", "dave", "erin"];
  const watchers: Watcher[] = [];
  for (const name of names) {
    watchers.push(await watch(network, name, network.member(name, { delay })));
  }
  await network.advance(60 * BEAT);
  for (const { told } of watchers) {
    expect(told.filter((line) => line.startsWith("-"))).toEqual([]);
    expect(told).toHaveLength(4);
  }
});

run("a partition ends lives on both sides, and they come back when it is mended", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const bob = await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  const partition = network.partition([["alice"], ["bob"]]);
  await network.advance(5 * BEAT);
  partition[Symbol.dispose]();
  await network.advance(5 * BEAT);
  expect(alice.told).toEqual(["+bob", "-bob", "+bob"]);
  expect(bob.told).toEqual(["+alice", "-alice", "+alice"]);
});

run("an outage of our own kills nobody", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const bob = await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  network.disconnect("alice");
  await network.advance(20 * BEAT);
  network.reconnect("alice");
  await network.advance(5 * BEAT);
  expect(alice.told).toEqual(["+bob"]);
  expect(bob.told).toEqual(["+alice", "-alice", "+alice"]);
});

run("whom the vector remembers is not alive for that", async (network) => {
  // Dead for long, and still in everybody's vector.
  const old = await network.complete(
    SvSyncCore.open({ ...network.member("old", { delay }), group: "/group" }),
  );
  await network.complete(old.updateSeqNo(500, "/ghost"));
  const keeper = await watch(network, "keeper", network.member("keeper", { delay }));
  await network.advance(2 * BEAT);
  network.crash("old");
  const alice = await watch(network, "alice", network.member("alice", { delay }), { beatsToRenew: 1 });
  await network.advance(5 * BEAT);
  expect(alice.health.core.getSeqNo("/ghost")).toBe(500);
  expect(alice.told).toEqual(["+keeper"]);
  expect(keeper.told).toEqual(["+alice"]);
});

run("more members than it may follow are told once, and the dead make room", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }), { heartsMax: 2 });
  const errors: SvsError[] = [];
  alice.health.addEventListener("error", ({ detail }) => {
    errors.push(detail);
  });
  for (const name of ["bob", "carol", "dave"]) {
    await watch(network, name, network.member(name, { delay }));
  }
  await network.advance(5 * BEAT);
  expect(errors.map(({ code }) => code)).toEqual(["limit-exceeded"]);
  expect(alice.health.hearts).toHaveLength(2);
});

run("numbers that a stranger gives to our name do not stop our beats", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const bob = await watch(network, "bob", network.member("bob", { delay }));
  const errors: SvsError[] = [];
  bob.health.addEventListener("error", ({ detail }) => {
    errors.push(detail);
  });
  await network.advance(5 * BEAT);
  const mallory = await network.complete(
    SvSyncCore.open({ ...network.member("mallory", { delay }), group: "/group" }),
  );
  // A later life of his, ended at once.
  await network.complete(mallory.updateSeqNo(Number.MAX_SAFE_INTEGER, "/bob"));
  await network.advance(20 * BEAT);
  expect(errors).toEqual([]);
  expect(alice.health.heartOf("/bob")).toMatchObject({ alive: true });
});

run("a number far ahead of the last one is one beat", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const mallory = await network.complete(
    SvSyncCore.open({ ...network.member("mallory", { delay }), group: "/group" }),
  );
  await network.complete(mallory.updateSeqNo(1, "/mallory"));
  await network.advance(BEAT);
  await network.complete(mallory.updateSeqNo(900_000, "/mallory"));
  await network.advance(BEAT);
  expect(alice.health.heartOf("/mallory")).toMatchObject({ alive: false, beats: 2 });
});

run("what rose while we were closed is no beat", async (network) => {
  const stateStore = new MemoryStateStore();
  const alice = await watch(network, "alice", network.member("alice", { delay }), { stateStore });
  await watch(network, "bob", network.member("bob", { delay }));
  await watch(network, "carol", network.member("carol", { delay }));
  await network.advance(5 * BEAT);
  await network.complete(alice.health.close());
  await network.advance(5 * BEAT);
  network.crash("bob");
  await network.advance(5 * BEAT);
  network.crash("alice");
  const again = await watch(network, "alice", network.restart("alice"), { stateStore, beatsToRenew: 1 });
  await network.advance(5 * BEAT);
  expect(again.health.core.getSeqNo("/bob")).toBeGreaterThan(8);
  expect(again.told).toEqual(["+carol"]);
});

run("whoever comes when all the others are dead is followed, however many they were", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }), { heartsMax: 2 });
  for (const name of ["bob", "carol", "dave", "erin"]) {
    await watch(network, name, network.member(name, { delay }));
    await network.advance(4 * BEAT);
    network.crash(name);
    await network.advance(5 * BEAT);
  }
  expect(alice.told).toEqual(["+bob", "-bob", "+carol", "-carol", "+dave", "-dave", "+erin", "-erin"]);
});

run("a member whose clock was set back lives on", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  network.crash("bob");
  await network.advance(5 * BEAT);
  const { clock, ...ports } = network.restart("bob");
  const slow = { ...forwardedClock(clock), wall: () => clock.wall() - 86_400_000 };
  await watch(network, "bob", { ...ports, clock: slow });
  await network.advance(8 * BEAT);
  expect(alice.told).toEqual(["+bob", "-bob", "+bob"]);
});

run("a beat that is read during an outage of our own ends nobody's life", async (network) => {
  let slow = false;
  const { clock, ...ports } = network.member("alice", { delay });
  const syncVerifier: Verifier = {
    verify: (packet) =>
      new Promise<void>((resolve) => {
        clock.schedule(slow ? 300 : 0, resolve);
      }).then(() => digestSigning.verify(packet)),
  };
  const unseen: Clock = { ...forwardedClock(clock), work: (promise) => promise };
  const alice = await watch(network, "alice", { ...ports, clock: unseen }, { syncVerifier });
  const bob = await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  slow = true;
  const { beats } = alice.health.heartOf("/bob")!;
  await network.complete(bob.health.core.updateSeqNo(1000, "/bob"));
  await network.advance(2 * delay + 100);
  network.disconnect("alice");
  await network.advance(10 * BEAT);
  expect(alice.health.heartOf("/bob")!.beats).toBeGreaterThan(beats);
  network.reconnect("alice");
  slow = false;
  await network.advance(5 * BEAT);
  expect(alice.told).toEqual(["+bob"]);
});

run("a program that was stopped takes nobody for dead, unless he stays silent", async (network) => {
  const { clock, ...ports } = network.member("alice", { delay });
  let wakes = 0;
  const sleepy: Clock = {
    ...forwardedClock(clock),
    schedule(after, callback) {
      let timer = clock.schedule(after, function ring() {
        if (clock.monotonic() < wakes) {
          timer = clock.schedule(wakes - clock.monotonic(), ring);
        } else {
          callback();
        }
      });
      return { cancel: () => timer.cancel() };
    },
  };
  const alice = await watch(network, "alice", { ...ports, clock: sleepy });
  await watch(network, "bob", network.member("bob", { delay }));
  await watch(network, "carol", network.member("carol", { delay }));
  await network.advance(5 * BEAT);
  wakes = clock.monotonic() + 20 * BEAT;
  const cut = network.partition([["alice"], ["bob", "carol"]]);
  network.crash("carol");
  await network.advance(20 * BEAT);
  cut[Symbol.dispose]();
  await network.advance(2 * BEAT);
  expect([...alice.told].sort()).toEqual(["+bob", "+carol"]);
  await network.advance(3 * BEAT);
  expect([...alice.told].sort()).toEqual(["+bob", "+carol", "-carol"]);
});

run("its signal ends it at once", async (network) => {
  const abort = new AbortController();
  const alice = await watch(network, "alice", network.member("alice", { delay }), {
    signal: abort.signal,
    beatsToExpire: 1,
  });
  await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  network.crash("bob");
  abort.abort();
  await network.advance(10 * BEAT);
  expect(alice.told).toEqual(["+bob"]);
  await expect(alice.health.core.updateSeqNo(1000, "/alice")).rejects.toMatchObject({ code: "closed" });
});

run("one that is closed is silent, and hears no more", async (network) => {
  const alice = await watch(network, "alice", network.member("alice", { delay }));
  const bob = await watch(network, "bob", network.member("bob", { delay }));
  await network.advance(5 * BEAT);
  await network.complete(bob.health.close());
  await network.advance(delay); // for what was under way
  const before = network.log.length;
  await network.advance(10 * BEAT);
  expect(alice.told).toEqual(["+bob", "-bob"]);
  expect(bob.told).toEqual(["+alice"]);
  expect([...network.log].slice(before).filter((line) => line.includes("bob > "))).toEqual([]);
});

test.each<[Partial<SvSyncHealthOptions>, string]>([
  [{ beatInterval: 0 }, "beatInterval must be a number of milliseconds from 10, and is 0."],
  [{ beatTolerance: Number.NaN }, "beatTolerance must be a number of milliseconds, and is NaN."],
  [{ beatsToRenew: 1.5 }, "beatsToRenew must be a whole number from 1, and is 1.5."],
  [{ beatsToExpire: 0 }, "beatsToExpire must be a whole number from 1, and is 0."],
])("%j is refused in a sentence", async (options, message) => {
  const ports = new MemoryNetwork().member("alice");
  await expect(
    SvSyncHealth.open({ group: "/group", node: new Name("/alice"), ...options, ...ports }),
  ).rejects.toMatchObject({ code: "invalid-argument", message });
});

test("20 members: one Sync Interest for each beat", () =>
  simulate("health traffic", 1, async (network) => {
    const watchers: Watcher[] = [];
    for (let i = 0; i < 20; i++) {
      watchers.push(await watch(network, `m${i}`, network.member(`m${i}`, { delay })));
    }
    await network.advance(5 * BEAT);
    const before = network.log.length;
    await network.advance(30 * BEAT);
    const sent = [...network.log]
      .slice(before)
      .filter((line) => line.includes("> hub interest /group/v=3")).length;
    console.log(`${sent} Sync Interests for ${20 * 30} beats`);
    expect(sent).toBeLessThan(1.1 * 20 * 30);
    expect(watchers.every(({ health }) => health.alive.length === 19)).toBe(true);
  }));
