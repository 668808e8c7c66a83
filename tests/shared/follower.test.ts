import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, MemoryPublicationStore, MemoryStateStore, SvSync, type SvsError, v3 } from "@svs/core";
import { pythonShared, v3Shared } from "@svs/core/dialects";
import { SvSyncFollower, type SvSyncFollowerOptions } from "@svs/shared";
import { LevelStorage } from "@svs/storage-level";
import { type MemberPorts, type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { onClock } from "../member/on-clock.js";
import { GROUP, groupKey } from "./shared-group.js";

const delay = 10;

function follow(
  network: MemoryNetwork,
  ports: MemberPorts,
  options: Partial<SvSyncFollowerOptions> = {},
): Promise<SvSyncFollower> {
  return network.complete(SvSyncFollower.open({ group: GROUP, ...options, ...ports }));
}

/** A plain member of the dialect. */
async function plain(network: MemoryNetwork, name: string, dialect: Dialect): Promise<SvSync> {
  const ports = network.member(name, { delay });
  return network.complete(SvSync.open({ group: GROUP, node: `/${name}`, dialect, ...ports }));
}

/** How many publications of a member a follower holds. */
const held = (follower: SvSyncFollower, name: string): number =>
  follower.status.members
    .filter(({ node }) => node.equals(`/${name}`))
    .reduce((sum, { delivered }) => sum + delivered, 0);

test.each([v3, v3Shared, pythonShared])(
  "in the dialect $name, a follower keeps a group's history while nobody else is there, and over a restart",
  (dialect: Dialect) =>
    simulate(`a follower in ${dialect.name}`, 1, async (network) => {
      const stores = { publicationStore: new MemoryPublicationStore(), stateStore: new MemoryStateStore() };
      const alice = await plain(network, "alice", dialect);
      const keeper = await follow(network, network.member("keeper", { delay }), { dialect, ...stores });
      await network.complete(alice.publish("one"));
      await network.complete(alice.publish("two"));
      await network.until(() => held(keeper, "alice") === 2);
      network.crash("alice");
      network.crash("keeper");
      const again = await follow(network, network.restart("keeper"), { dialect, ...stores });

      const bob = await plain(network, "bob", dialect);
      const texts: string[] = [];
      void (async () => {
        for await (const publication of bob.publications()) {
          texts.push(publication.text());
        }
      })();
      await network.until(() => texts.length === 2, { within: 60_000 });
      expect(texts).toEqual(["one", "two"]);
      // It has no name of its own.
      expect(bob.status.members.map(({ node }) => `${node}`)).toEqual(["/8=alice"]);
      await network.complete(again.close());
    }),
);

test("what a stranger signed is not kept", async () => {
  const key = await groupKey();
  await simulate("a follower and a stranger", 1, async (network) => {
    const publicationStore = new MemoryPublicationStore();
    const keeper = await follow(network, network.member("keeper", { delay }), { ...key, publicationStore });
    const mallory = await plain(network, "mallory", v3Shared);
    await network.complete(mallory.publish("let me in"));
    await network.settle();
    expect(publicationStore.byteLength).toBe(0);
    expect(keeper.status.members).toEqual([]);
    expect(keeper.status.counters.dropped["verification-failed"]).toBeGreaterThan(0);
  });
});

test("more members than it may serve by registrations of their own are told once", () =>
  simulate("too many members", 1, async (network) => {
    const keeper = await follow(network, network.member("keeper", { delay }), {
      dialect: v3,
      servedMembersMax: 1,
    });
    const errors: SvsError[] = [];
    keeper.addEventListener("error", ({ detail }) => {
      errors.push(detail);
    });
    for (const name of ["alice", "bob", "carol"]) {
      const member = await plain(network, name, v3);
      await network.complete(member.publish("hello"));
    }
    await network.settle();
    expect(errors.map(({ code }) => code)).toEqual(["limit-exceeded"]);
  }));

test("on disk, a history outlives the process that kept it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "svs-follower-"));
  try {
    await simulate("a follower on disk", 1, async (network) => {
      const place = join(folder, `${network.random("place").below(1e9)}-${performance.now()}`);
      const storage = await LevelStorage.open(place);
      const alice = await plain(network, "alice", v3Shared);
      const keeper = await follow(
        network,
        network.member("keeper", { delay }),
        onClock(network.clock, storage),
      );
      await network.complete(alice.publish("for the archive"));
      await network.until(() => held(keeper, "alice") === 1);
      await network.complete(keeper.close());
      await storage.close();
      network.crash("alice");
      network.crash("keeper");

      const reopened = await LevelStorage.open(place);
      await follow(network, network.restart("keeper"), onClock(network.clock, reopened));
      const bob = await plain(network, "bob", v3Shared);
      const publication = await network.complete((async () => (await bob.publications().next()).value)(), {
        within: 60_000,
      });
      expect(publication?.text()).toBe("for the archive");
      network.crash("keeper");
      await reopened.close();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
