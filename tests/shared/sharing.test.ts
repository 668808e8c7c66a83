import { Data } from "@ndn/packet";
import { type Dialect, digestSigning, MemoryPublicationStore } from "@svs/core";
import { ndnd, python, python02Shared, pythonShared, v2Shared, v3Shared } from "@svs/core/dialects";
import { SvSyncShared, type SvSyncSharedOptions } from "@svs/shared";
import { MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { GROUP, groupKey, share } from "./shared-group.js";

const delay = 10;

test.each([v3Shared, ndnd, v2Shared, pythonShared, python02Shared])(
  "in the dialect $name, what one has fetched can be had from it when the publisher is gone",
  (dialect: Dialect) =>
    simulate(`sharing in ${dialect.name}`, 1, async (network) => {
      const size = dialect.segmentation === "never" ? 3000 : 30_000;
      const options = { dialect };
      const alice = await share(network, "alice", network.member("alice", { delay }), options);
      const bob = await share(network, "bob", network.member("bob", { delay }), options);
      await network.complete(alice.svs.publish("a".repeat(size)));
      await network.complete(alice.svs.publish("second"));
      await network.until(() => bob.heard.length === 2);
      network.crash("alice");
      const carol = await share(network, "carol", network.member("carol", { delay }), options);
      await network.until(() => carol.heard.length === 2, { within: 60_000 });
      expect(carol.heard.map((each) => each.content.length)).toEqual([size, 6]);
    }),
);

test("a publisher that is there is asked alone", () =>
  simulate("a publisher that is there", 1, async (network) => {
    const bob = await share(network, "bob", network.member("bob", { delay }));
    const alice = await share(network, "alice", network.member("alice", { delay }));
    await network.complete(alice.svs.publish("one"));
    await network.until(() => bob.heard.length === 1);
    const before = network.log.length;
    const carol = await share(network, "carol", network.member("carol", { delay }));
    await network.until(() => carol.heard.length === 1);
    const asked = [...network.log]
      .slice(before)
      .filter((line) => line.includes("hub > bob interest /group/alice"));
    expect(asked).toEqual([]);
  }));

test.each<[string, Partial<SvSyncSharedOptions>]>([
  ["octets", { cacheOctets: 2000 }],
  ["packets", { cachePackets: 10 }],
])("a holder that has forgotten, for want of %s, is silent, and another one is asked", (what, limits) =>
  simulate(`a holder that has forgotten for want of ${what}`, 1, async (network) => {
    const alice = await share(network, "alice", network.member("alice", { delay }));
    // The first holder is the one that is asked; it has room for a few of forty.
    const bob = await share(network, "bob", network.member("bob", { delay }), limits);
    const carol = await share(network, "carol", network.member("carol", { delay }));
    // The oldest of what bob holds.
    const own = await network.complete(bob.svs.publish("bob's own"));
    for (let i = 1; i <= 40; i++) {
      await network.complete(alice.svs.publish(`${i}`));
    }
    await network.until(() => bob.heard.length === 40 && carol.heard.length === 41);
    network.crash("alice");
    const dave = await share(network, "dave", network.member("dave", { delay }));
    await network.until(() => dave.heard.length === 41, { within: 120_000 });
    expect(dave.heard.filter(({ from }) => from === "/alice").map(({ seqNo }) => seqNo)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    // What was evicted is fetched anew, also by bob itself; its own is never evicted.
    expect((await network.complete(bob.svs.fetchData("/alice", 1))).text()).toBe("1");
    network.crash("carol");
    network.crash("dave");
    expect((await network.complete(bob.svs.fetchData("/bob", own.seqNo))).text()).toBe("bob's own");
    // Now nobody has it.
    const abort = new AbortController();
    const forgotten = bob.svs.fetchData("/alice", 2, { signal: abort.signal });
    const outcome = expect(forgotten).rejects.toMatchObject({ code: "aborted" });
    await network.advance(10_000);
    abort.abort();
    await network.complete(outcome);
  }),
);

test("with cacheOthers off nothing of others is kept or served", () =>
  simulate("cacheOthers off", 1, async (network) => {
    const publicationStore = new MemoryPublicationStore();
    const alice = await share(network, "alice", network.member("alice", { delay }));
    const bob = await share(network, "bob", network.member("bob", { delay }), {
      publicationStore,
      cacheOthers: false,
    });
    await network.complete(alice.svs.publish("one"));
    await network.until(() => bob.heard.length === 1);
    expect(publicationStore.byteLength).toBe(0);
  }));

test("Data with a stranger's signature is neither delivered nor kept, nor passed on", async () => {
  const key = await groupKey();
  await simulate("a stranger's Data", 1, async (network) => {
    // Announced with the group's key, signed with none of it.
    const mallory = await share(network, "mallory", network.member("mallory", { delay }), {
      ...key,
      publicationSigner: digestSigning,
    });
    const publicationStore = new MemoryPublicationStore();
    const bob = await share(network, "bob", network.member("bob", { delay }), {
      ...key,
      publicationStore,
      fetch: { attempts: 2 },
    });
    const lost: number[] = [];
    bob.svs.addEventListener("lost", ({ detail }) => {
      lost.push(detail.seqNo);
    });
    const { node, bootstrapTime, seqNo } = await network.complete(mallory.svs.publish("trust me"));
    await network.until(() => lost.length === 1, { within: 60_000 });
    expect(bob.heard).toEqual([]);
    expect(publicationStore.byteLength).toBe(0);
    const forged = new Data(bob.svs.dataName({ node, bootstrapTime, seqNo }));
    await digestSigning.sign(forged);
    await expect(
      network.complete(bob.svs.serveDataPacket({ node, bootstrapTime, seqNo }, forged)),
    ).rejects.toMatchObject({ code: "verification-failed" });
    expect(publicationStore.byteLength).toBe(0);
  });
});

test.each<[string, Partial<SvSyncSharedOptions>, string]>([
  ["a dialect in which nobody can serve for others", { dialect: python }, "use pythonShared"],
  [
    "a store and a limit of octets",
    { publicationStore: new MemoryPublicationStore(), cacheOctets: 1 },
    "cacheOctets is a limit of the default store",
  ],
  [
    "a store and a limit of packets",
    { publicationStore: new MemoryPublicationStore(), cachePackets: 1 },
    "cachePackets is a limit of the default store",
  ],
])("%s is refused in a sentence", async (_, options, sentence) => {
  const network = new MemoryNetwork();
  const opening = SvSyncShared.open({ group: GROUP, node: "/alice", ...network.member("alice"), ...options });
  await expect(opening).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining(sentence),
  });
});
