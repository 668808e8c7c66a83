import { Interest, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { type SvsErrorCode, v3 } from "@svs/core";
import { GroupKey, TrustAnchor } from "@svs/security";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { beforeAll, expect, test } from "vitest";
import { type Identity, identity, seconds } from "./certificates.js";
import { type CertifiedMember, type CertifiedOptions, openCertified } from "./certified-member.js";

let org: Identity;
let alice: Identity;
let bob: Identity;
let mallory: Identity;
beforeAll(async () => {
  org = await identity("/org");
  alice = await identity("/org/alice", org);
  bob = await identity("/org/bob", org);
  mallory = await identity("/org/mallory", org);
});

/** A member of the group whose anchor is /org. */
function join(
  network: MemoryNetwork,
  node: string,
  { signer, certificate }: Pick<Identity, "signer" | "certificate">,
  options: Partial<CertifiedOptions> = {},
): Promise<CertifiedMember> {
  return openCertified(network, node, signer, {
    anchors: [org.certificate],
    certificates: [certificate],
    ...options,
  });
}

/** How many Interests for certificates members have sent. */
function asked(network: MemoryNetwork): number {
  return [...network.log].filter((line) => /> hub interest .*\/KEY\//.test(line)).length;
}

test("members that one anchor certifies hear and read each other; certificates are asked for once", () =>
  simulate("certified members", 1, async (network) => {
    const [a, b] = [await join(network, "/org/alice", alice), await join(network, "/org/bob", bob)];
    await network.complete(a.svs.publish("one"));
    await network.settle();
    await network.complete(b.svs.publish("two"));
    await network.complete(a.svs.publish("x".repeat(20_000)));
    await network.settle();
    expect(b.heard.map((line) => line.slice(0, 16))).toEqual(["org/alice#1 one", "org/alice#2 xxxx"]);
    expect(a.heard).toEqual(["org/bob#1 two"]);
    expect([...a.rejected, ...b.rejected]).toEqual([]);
    expect(asked(network)).toBe(2);
    for (let i = 0; i < 10; i++) {
      await network.complete(a.svs.publish(`${i}`));
    }
    await network.settle();
    expect(asked(network)).toBe(2);
  }));

test.each<[string, () => Promise<Identity>, SvsErrorCode]>([
  [
    "another organisation's member",
    async () => identity("/elsewhere/eve", await identity("/elsewhere")),
    "unknown-key",
  ],
  ["who certifies himself", () => identity("/org/eve"), "not-authorized"],
  ["who is certified by an equal", () => identity("/org/eve", mallory), "not-authorized"],
  [
    "who is certified in the anchor's name by another key",
    async () => identity("/org/eve", await identity("/org")),
    "bad-certificate",
  ],
  [
    "whose certificate has expired",
    () => identity("/org/eve", org, seconds(-100, -1)),
    "certificate-expired",
  ],
  [
    "whose certificate begins tomorrow",
    () => identity("/org/eve", org, seconds(86_400, 99_999)),
    "certificate-not-yet-valid",
  ],
])("%s is not heard, with the reason", async (_, make, reason) => {
  const eve = await make();
  await simulate(reason, 1, async (network) => {
    const b = await join(network, "/org/bob", bob);
    const node = eve.certificate.name.getPrefix(-4).toString();
    // Eve herself trusts whomever she likes.
    const e = await join(network, "/org/eve", eve, {
      anchors: [org.certificate, eve.certificate],
      svs: { node },
    });
    await network.complete(e.svs.publish("let me in"));
    await network.advance(20_000);
    expect(new Set(b.rejected)).toEqual(new Set([`sync-interest ${reason}`]));
    expect(b.heard).toEqual([]);
    expect(b.svs.status.members.filter(({ own }) => !own)).toEqual([]);
  });
});

test("who is certified and publishes in another's name is not read, whatever is announced", () =>
  simulate("an impostor", 1, async (network) => {
    const b = await join(network, "/org/bob", bob, { svs: { fetch: { attempts: 2 } } });
    const m = await join(network, "/org/mallory", mallory, { svs: { node: "/org/alice" } });
    const lost: unknown[] = [];
    b.svs.addEventListener("lost", ({ detail: { node, error } }) => {
      lost.push([`${node}`, error.code]);
    });
    await network.complete(m.svs.publish("it is me, alice"));
    await network.settle();
    expect(b.heard).toEqual([]);
    expect(b.rejected).toEqual(["publication not-authorized", "publication not-authorized"]);
    expect(lost).toEqual([["/8=org/8=alice", "fetch-failed"]]);
    // It took no certificate to see that; Mallory's was fetched for the Sync Interest alone.
    expect(asked(network)).toBe(2);
  }));

test("who has another key than the certificate of his name is not heard", async () => {
  const impostor = await identity("/org/alice", mallory); // the same key name
  await simulate("a wrong key", 1, async (network) => {
    const b = await join(network, "/org/bob", bob);
    const { signer } = impostor;
    const m = await join(network, "/org/alice", { signer, certificate: alice.certificate });
    await network.complete(m.svs.publish("it is me, alice"));
    await network.settle();
    expect(b.heard).toEqual([]);
    expect(new Set(b.rejected)).toEqual(new Set(["sync-interest bad-signature"]));
  });
});

test("an intermediate certifies for the anchor, and its certificate comes with the member's", async () => {
  const dept = await identity("/org/dept", org);
  const carol = await identity("/org/dept/carol", dept);
  await simulate("an intermediate", 1, async (network) => {
    const b = await join(network, "/org/bob", bob);
    const certificates = [carol.certificate, dept.certificate];
    const c = await join(network, "/org/dept/carol", carol, { certificates });
    await network.complete(c.svs.publish("from the department"));
    await network.complete(b.svs.publish("from above"));
    await network.settle();
    expect(b.heard).toEqual(["org/dept/carol#1 from the department"]);
    expect(c.heard).toEqual(["org/bob#1 from above"]);
    expect([...b.rejected, ...c.rejected]).toEqual([]);
  });
});

test("a certificate that expires ends what its owner says, and a renewed one of the same key goes on", async () => {
  const brief = await identity("/org/brief", org, seconds(-60, 60));
  const renewed = await brief.renew(seconds(60, 86_400));
  await simulate("expiry and renewal", 1, async (network) => {
    const b = await join(network, "/org/bob", bob);
    const a = await join(network, "/org/brief", brief);
    await network.complete(a.svs.publish("in time"));
    await network.settle();
    expect([b.heard, b.rejected]).toEqual([["org/brief#1 in time"], []]);
    await network.advance(70_000);
    await network.complete(a.svs.publish("too late"));
    await network.settle();
    expect(b.heard).toHaveLength(1);
    expect(new Set(b.rejected)).toEqual(new Set(["sync-interest certificate-expired"]));
    // Its owner serves the new one instead; the other members have only to look again.
    await network.complete(a.trust.close());
    const anchors = [org.certificate];
    await network.complete(TrustAnchor.open({ ...a.ports, anchors, certificates: [renewed] }));
    await network.advance(5000);
    await network.complete(a.svs.publish("renewed"));
    await network.settle();
    expect(b.heard).toEqual(["org/brief#1 in time", "org/brief#2 too late", "org/brief#3 renewed"]);
  });
});

test("an old vector that is sent again, well signed, changes nothing", () =>
  simulate("a replay among certified members", 1, async (network) => {
    const [a, b] = [await join(network, "/org/alice", alice), await join(network, "/org/bob", bob)];
    const recorded: Uint8Array[] = [];
    const { transport } = network.member("eavesdropper", { delay: 10 });
    const heard = transport.serve(v3.syncPrefix(new Name("/group")), (interest) => {
      recorded.push(Encoder.encode(interest));
      return undefined;
    });
    await network.complete(heard);
    await network.complete(a.svs.publish("one"));
    await network.settle();
    await network.complete(a.svs.publish("two"));
    await network.settle();
    const before = b.svs.getState().encode();
    const changes: unknown[] = [];
    b.svs.addEventListener("update", ({ detail }) => {
      changes.push(detail);
    });
    expect(recorded.length).toBeGreaterThanOrEqual(3);
    for (const octets of recorded) {
      const again = Decoder.decode(octets, Interest);
      again.nonce = undefined;
      transport.send(again);
    }
    await network.advance(2000);
    expect(changes).toEqual([]);
    expect(b.svs.getState().encode()).toEqual(before);
    expect(b.heard).toEqual(["org/alice#1 one", "org/alice#2 two"]);
  }));

test("trust and encryption go together: a group key's cipher beside certified keys", async () => {
  const { publicationCipher } = (await GroupKey.fromSecret(new Uint8Array(32), "/group")).security();
  await simulate("certified and encrypted", 1, async (network) => {
    const svs = { publicationCipher };
    const a = await join(network, "/org/alice", alice, { svs });
    const b = await join(network, "/org/bob", bob, { svs });
    await network.complete(a.svs.publish("between us"));
    await network.settle();
    expect(b.heard).toEqual(["org/alice#1 between us"]);
    const { content } = await network.complete(b.svs.fetchDataPacket("/org/alice", 1));
    expect(Buffer.from(content).includes("between us")).toBe(false);
  });
});
