import { Interest, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { MemoryPublicationStore, type SvsError, v3 } from "@svs/core";
import { pythonShared } from "@svs/core/dialects";
import { GroupKey } from "@svs/security";
import { StateVector } from "@svs/tlv";
import { MemoryNetwork, simulate } from "@svs/transport-memory";
import { beforeAll, expect, test } from "vitest";
import { open } from "../member/group.js";

const delay = 10;
const GROUP = "/group";
const key = (fill: number): Promise<GroupKey> => GroupKey.fromSecret(new Uint8Array(32).fill(fill), GROUP);

let ours: GroupKey;
let theirs: GroupKey;
beforeAll(async () => {
  ours = await key(1);
  theirs = await key(2);
});

test("who has the secret hears and is heard; strangers and other secrets do neither", () =>
  simulate("a private room", 1, async (network) => {
    const alice = await open(network, "alice", network.member("alice", { delay }), ours.security());
    const bob = await open(network, "bob", network.member("bob", { delay }), ours.security());
    const mallory = await open(network, "mallory", network.member("mallory", { delay }), theirs.security());
    const stranger = await open(network, "stranger", network.member("stranger", { delay }));
    for (const [{ svs }, text] of [
      [alice, "between us"],
      [mallory, "let me in"],
      [stranger, "me too"],
    ] as const) {
      await network.complete(svs.publish(text));
    }
    await network.complete(alice.svs.publish("long ".repeat(5000)));
    await network.settle();
    expect(bob.heard.map((line) => line.slice(0, 20))).toEqual(
      ["alice#1 between us", "alice#2 long long lon"].map((line) => line.slice(0, 20)),
    );
    expect(bob.heard[1]!.length).toBe("alice#2 ".length + 25_000);
    expect(mallory.heard).toEqual([]);
    expect(stranger.heard).toEqual([]);
    expect(bob.svs.status.members.map(({ node }) => `${node}`)).toEqual(["/8=alice"]);
    expect(bob.svs.status.counters.dropped["verification-failed"]).toBeGreaterThanOrEqual(2);
    // Whoever asks for a packet by name gets it, and cannot read it.
    const packet = await network.complete(alice.svs.fetchDataPacket("/alice", 1));
    expect(Buffer.from(packet.content).includes("between us")).toBe(false);
  }));

test("an old vector that is sent again changes nothing", () =>
  simulate("a replay", 1, async (network) => {
    const security = ours.security();
    const alice = await open(network, "alice", network.member("alice", { delay }), security);
    const bob = await open(network, "bob", network.member("bob", { delay }), security);
    const recorded: Uint8Array[] = [];
    const mallory = network.member("mallory", { delay });
    await network.complete(
      mallory.transport.serve(v3.syncPrefix(new Name(GROUP)), (interest) => {
        recorded.push(Encoder.encode(interest));
        return undefined;
      }),
    );
    await network.complete(alice.svs.publish("one"));
    await network.settle();
    await network.complete(alice.svs.publish("two"));
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 one", "alice#2 two"]);
    const before = bob.svs.getState().encode();
    const updates: unknown[] = [];
    bob.svs.addEventListener("update", ({ detail }) => {
      updates.push(detail);
    });
    // With their good signatures, and under Nonces of their own.
    for (const octets of recorded) {
      const again = Decoder.decode(octets, Interest);
      again.nonce = undefined;
      mallory.transport.send(again);
    }
    expect(recorded.length).toBeGreaterThanOrEqual(3);
    await network.advance(2000);
    expect(updates).toEqual([]);
    expect(bob.svs.getState().encode()).toEqual(before);
    expect(StateVector.decode(before).get(new Name("/alice").value, alice.svs.bootstrapTime)).toBe(2);
  }));

test("keys change: who has the new one too reads what came before, who has only the old one is told so", () =>
  simulate("rotation", 1, async (network) => {
    const alice = await open(network, "alice", network.member("alice", { delay }), ours.security());
    await network.complete(alice.svs.publish("under the old key"));
    const bob = await open(
      network,
      "bob",
      network.member("bob", { delay }),
      theirs.security({ previous: [ours] }),
    );
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 under the old key"]);
    await network.complete(bob.svs.publish("under the new key"));
    await network.settle();
    // Alice, who has only the old key, does not even hear of it.
    expect(alice.heard).toEqual([]);
    const carol = await open(
      network,
      "carol",
      network.member("carol", { delay }),
      theirs.security({ previous: [ours] }),
    );
    await network.settle();
    expect([...carol.heard].sort()).toEqual(["alice#1 under the old key", "bob#1 under the new key"]);
  }));

test("a content that cannot be decrypted is lost, with the reason, and what follows is delivered", () =>
  simulate("another cipher", 1, async (network) => {
    const security = ours.security();
    const alice = await open(network, "alice", network.member("alice", { delay }), {
      ...security,
      publicationCipher: theirs.security().publicationCipher,
    });
    const dave = await open(network, "dave", network.member("dave", { delay }), security);
    const publicationStore = new MemoryPublicationStore();
    const bob = await open(network, "bob", network.member("bob", { delay }), {
      ...security,
      publicationStore,
    });
    const { bootstrapTime } = alice.svs;
    const lost: SvsError[] = [];
    const rejected: string[] = [];
    bob.svs.addEventListener("rejected", ({ detail: { packet, name, reason } }) => {
      rejected.push(`${packet} ${name.get(0)!.text} ${reason}`);
    });
    bob.svs.addEventListener("lost", ({ detail }) => {
      lost.push(detail.error);
    });
    await network.complete(alice.svs.publish("sealed with another key"));
    await network.complete(dave.svs.publish("hello"));
    await network.settle();
    expect(bob.heard).toEqual(["dave#1 hello"]);
    expect(
      lost.map(({ code, message }) => [code, /with another key \([0-9a-f]{16}\)/.test(message)]),
    ).toEqual([["fetch-failed", true]]);
    expect(rejected).toEqual(["publication alice unknown-key"]);
    // It was kept as it came: whoever has the key, one day, reads it, though its publisher has left.
    await network.complete(alice.svs.close());
    const { svs } = await open(network, "again", network.member("again", { delay }), {
      ...theirs.security({ previous: [ours] }),
      publicationStore,
    });
    expect((await network.complete(svs.fetchData("/alice", 1, { bootstrapTime }))).text()).toBe(
      "sealed with another key",
    );
  }));

test("where a publication is one packet, encryption takes its part of the room", async () => {
  const network = new MemoryNetwork();
  const options = { ...ours.security(), dialect: pythonShared, segmentSize: 100 };
  const { svs } = await open(network, "alice", network.member("alice"), options);
  await expect(network.complete(svs.publish("x".repeat(64)))).rejects.toMatchObject({
    code: "packet-too-large",
  });
  expect((await network.complete(svs.publish("x".repeat(63)))).seqNo).toBe(1);
});
