import { ECDSA, Ed25519, generateSigningKey, HMAC, type SigningAlgorithm } from "@ndn/keychain";
import { MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { open } from "./group.js";

/** A key of `@ndn/keychain`, as signer and as verifier. */
async function key(algorithm: SigningAlgorithm) {
  const [signer, verifier] = await generateSigningKey("/key", algorithm);
  return {
    signing: { syncSigner: signer, publicationSigner: signer },
    verifying: { syncVerifier: verifier, publicationVerifier: verifier },
  };
}

// ECDSA signs the same octets differently each time: its runs cannot be compared packet by packet.
test.each([
  ["HMAC", HMAC],
  ["Ed25519", Ed25519],
] as const)("a group with one %s key hears its members, and nobody else", async (name, algorithm) => {
  const { signing, verifying } = await key(algorithm);
  await simulate(`a group with one ${name} key`, 1, async (network) => {
    const alice = await open(network, "alice", network.member("alice"), { ...signing, ...verifying });
    const bob = await open(network, "bob", network.member("bob"), { ...signing, ...verifying });
    const stranger = await open(network, "mallory", network.member("mallory"));
    await network.complete(alice.svs.publish("for the group"));
    await network.complete(stranger.svs.publish("let me in"));
    await network.settle();
    expect(bob.heard).toEqual(["alice#1 for the group"]);
    expect(bob.svs.status.members.map(({ node }) => `${node}`)).toEqual(["/8=alice"]);
    expect(bob.svs.status.counters.dropped["verification-failed"]).toBeGreaterThan(0);
    expect(stranger.heard).toEqual([]);
  });
});

test("a publication signed with another key is not delivered, however well its author is announced", async () => {
  const group = await key(HMAC);
  const other = await key(HMAC);
  await simulate("a publication signed with another key", 1, async (network) => {
    const mallory = await open(network, "mallory", network.member("mallory"), {
      ...group.signing,
      publicationSigner: other.signing.publicationSigner,
    });
    const bob = await open(network, "bob", network.member("bob"), {
      ...group.signing,
      ...group.verifying,
      fetch: { attempts: 2 },
    });
    const lost: number[] = [];
    bob.svs.addEventListener("lost", ({ detail }) => {
      lost.push(detail.seqNo);
    });
    await network.complete(mallory.svs.publish("forged"));
    await network.settle();
    expect(bob.heard).toEqual([]);
    expect(lost).toEqual([1]);
  });
});

test("a group with an ECDSA key talks", async () => {
  const { signing, verifying } = await key(ECDSA);
  const network = new MemoryNetwork({ seed: 1 });
  const alice = await open(network, "alice", network.member("alice"), { ...signing, ...verifying });
  const bob = await open(network, "bob", network.member("bob"), { ...signing, ...verifying });
  await network.complete(alice.svs.publish("signed"));
  await network.until(() => bob.heard.length > 0);
  expect(bob.heard).toEqual(["alice#1 signed"]);
});
