import { Certificate, CertNaming, Ed25519, generateSigningKey, HMAC } from "@ndn/keychain";
import { Data, KeyLocator, Name, SigInfo, type Signer, SigType, ValidityPeriod } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { digestSigning, type SvsError } from "@svs/core";
import { TrustAnchor, type TrustAnchorOptions } from "@svs/security";
import { MemoryNetwork, type MemoryTransport } from "@svs/transport-memory";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Identity, identity, seconds } from "./certificates.js";

let org: Identity;
let alice: Identity;
beforeAll(async () => {
  org = await identity("/org");
  alice = await identity("/org/alice", org);
});

let network: MemoryNetwork;
/** Somebody who serves whatever a test wants, and counts what he is asked for. */
let host: MemoryTransport;
let asked: string[];
beforeEach(() => {
  network = new MemoryNetwork();
  host = network.member("host", { delay: 10 }).transport;
  asked = [];
});

async function open(options: Partial<TrustAnchorOptions> = {}): Promise<TrustAnchor> {
  const ports = network.member("judge", { delay: 10 });
  return network.complete(TrustAnchor.open({ ...ports, anchors: [org.certificate], ...options }));
}

/** Serves these packets, whatever they say, under a prefix. */
async function serve(prefix: string, ...packets: Data[]): Promise<AsyncDisposable> {
  return network.complete(
    host.serve(new Name(prefix), ({ name }) => {
      asked.push(`${name}`);
      return packets.find((packet) => name.isPrefixOf(packet.name));
    }),
  );
}

async function signed(signer: Signer, name = "/somebody/1"): Promise<Data> {
  const data = new Data(name, Uint8Array.of(1, 2, 3));
  await signer.sign(data);
  return data;
}

/** Why a packet is refused; `undefined` if it is accepted. */
function verdict(trust: TrustAnchor, data: Data): Promise<string | undefined> {
  return trust.syncVerifier.verify(data).then(
    () => undefined,
    (error: SvsError) => error.code,
  );
}

const judged = async (trust: TrustAnchor, data: Data): Promise<string | undefined> =>
  network.complete(verdict(trust, data));

test("every octet of a signed packet counts", async () => {
  const trust = await open({ certificates: [alice.certificate] });
  const octets = Encoder.encode(await signed(alice.signer));
  expect(await judged(trust, Decoder.decode(octets, Data))).toBeUndefined();
  const reasons = new Set<string | undefined>();
  for (let at = 0; at < octets.length; at++) {
    const changed = octets.slice();
    changed[at]! ^= 1;
    let data: Data;
    try {
      data = Decoder.decode(changed, Data);
    } catch {
      continue; // no Data any more
    }
    const reason = await judged(trust, data);
    expect(reason, `octet ${at}`).toBeDefined();
    reasons.add(reason);
  }
  expect([...reasons].sort()).toEqual([
    "bad-signature",
    "certificate-unavailable",
    "unknown-key",
    "wrong-signature-type",
  ]);
});

describe("what is refused without an Interest", () => {
  /** A signature of anything, with this information. */
  const claimed = (...info: SigInfo.CtorArg[]): Data => {
    const data = new Data("/somebody/1");
    data.sigInfo = new SigInfo(...info);
    data.sigValue = new Uint8Array(64);
    return Decoder.decode(Encoder.encode(data), Data);
  };
  const key = "/org/alice/KEY/k";

  test.each<[string, () => Data | Promise<Data>, string]>([
    ["a digest", () => signed(digestSigning), "wrong-signature-type"],
    [
      "a group's secret",
      async () => signed((await generateSigningKey(key, HMAC))[0]),
      "wrong-signature-type",
    ],
    ["no key", () => claimed(SigType.Ed25519), "unknown-key"],
    ["a key's digest", () => claimed(SigType.Ed25519, new KeyLocator(new Uint8Array(32))), "unknown-key"],
    ["a name that is no key's", () => claimed(SigType.Ed25519, new Name("/org/alice")), "unknown-key"],
    ["a stranger's key", () => claimed(SigType.Ed25519, new Name("/elsewhere/KEY/k")), "unknown-key"],
    [
      "a key of a name too long",
      () => claimed(SigType.Ed25519, new Name("/org/1/2/3/4/5/6/KEY/k")),
      "limit-exceeded",
    ],
    [
      "another algorithm than the key's",
      () => claimed(SigType.Sha256WithRsa, new Name(key)),
      "wrong-signature-type",
    ],
  ])("a packet that names %s", async (_, make, reason) => {
    const trust = await open({ certificates: [alice.certificate] });
    await serve("/org");
    await serve("/elsewhere");
    expect(await judged(trust, await make())).toBe(reason);
    expect(asked).toEqual([]);
  });
});

describe("what comes as a certificate", () => {
  /** Signed by the anchor, so that only what is wrong is wrong. */
  async function certificate(
    name: string,
    {
      contentType = 2,
      content = alice.certificate.publicKeySpki,
      validity = true,
      signer = org.signer as Signer,
    } = {},
  ): Promise<Data> {
    const data = new Data(name, Data.ContentType(contentType), content);
    data.sigInfo = validity ? new SigInfo(ValidityPeriod.MAX) : new SigInfo();
    await signer.sign(data);
    return data;
  }
  const name = "/org/alice/KEY/k/above/v1";

  test("is believed if it is one", async () => {
    const trust = await open();
    await serve("/org/alice/KEY", await certificate(name));
    expect(await judged(trust, await signed(alice.signer))).toBeUndefined();
  });

  test.each<[string, () => Promise<Data>, string]>([
    ["a Data of another type", () => certificate(name, { contentType: 0 }), "bad-certificate"],
    ["without validity period", () => certificate(name, { validity: false }), "bad-certificate"],
    ["with a shorter name", () => certificate("/org/alice/KEY/k/above"), "bad-certificate"],
    ["with a longer name", () => certificate("/org/alice/KEY/k/KEY/k/above/v1"), "bad-certificate"],
    ["whose name can be read in two ways", () => certificate("/org/alice/KEY/k/KEY/v1"), "bad-certificate"],
    ["with no key", () => certificate(name, { content: Uint8Array.of(1, 2, 3) }), "bad-certificate"],
    ["with a huge key", () => certificate(name, { content: new Uint8Array(1500) }), "bad-certificate"],
    ["signed by a digest", () => certificate(name, { signer: digestSigning }), "bad-certificate"],
    ["signed by itself", () => certificate(name, { signer: alice.signer }), "not-authorized"],
    [
      "that names itself as its issuer",
      () => certificate(name, { signer: alice.signer.withKeyLocator(name) }),
      "not-authorized",
    ],
    [
      "signed with the anchor's name by another key",
      async () => certificate(name, { signer: (await identity("/org")).signer }),
      "bad-certificate",
    ],
    [
      "signed by a longer name",
      async () => certificate(name, { signer: (await identity("/org/alice/phone")).signer }),
      "not-authorized",
    ],
    [
      "signed by what is no key",
      () => certificate(name, { signer: alice.signer.withKeyLocator("/org") }),
      "unknown-key",
    ],
  ])("%s", async (_, make, reason) => {
    const trust = await open();
    await serve("/org", await make());
    expect(await judged(trust, await signed(alice.signer))).toBe(reason);
    // One look is enough for a while.
    const once = asked.length;
    expect(once).toBe(1);
    expect(await judged(trust, await signed(alice.signer, "/somebody/2"))).toBe(reason);
    expect(asked).toHaveLength(once);
  });
});

test("names of keys lead upwards only: certificates in a circle end at once", async () => {
  const trust = await open();
  const one = await identity("/org/one");
  const two = await identity("/org/two", one);
  const oneByTwo = await identity("/org/one", two);
  await serve("/org", oneByTwo.certificate.data, two.certificate.data);
  expect(await judged(trust, await signed(oneByTwo.signer))).toBe("not-authorized");
  expect(await judged(trust, await signed(two.signer))).toBe("not-authorized");
  expect(asked).toHaveLength(2);
});

test("a long chain takes an Interest for each certificate, once", async () => {
  const trust = await open();
  const chain = [org];
  for (const name of ["/org/a", "/org/a/b", "/org/a/b/c", "/org/a/b/c/d", "/org/a/b/c/d/e"]) {
    chain.push(await identity(name, chain.at(-1)));
  }
  await serve("/org", ...chain.map(({ certificate }) => certificate.data));
  expect(await judged(trust, await signed(chain.at(-1)!.signer))).toBeUndefined();
  expect(asked).toHaveLength(5);
  expect(await judged(trust, await signed(chain[3]!.signer))).toBeUndefined();
  expect(asked).toHaveLength(5);
});

test("one expired certificate on the way is enough, and is seen when it expires", async () => {
  const trust = await open();
  const dept = await identity("/org/dept", org, seconds(-60, 60));
  const carol = await identity("/org/dept/carol", dept);
  await serve("/org/dept", carol.certificate.data, dept.certificate.data);
  expect(await judged(trust, await signed(carol.signer))).toBeUndefined();
  await network.advance(70_000);
  expect(await judged(trust, await signed(carol.signer))).toBe("certificate-expired");
});

test("a certificate that could not be had is not asked for again at once, and then it is", async () => {
  const trust = await open({ retryAfter: 5000 });
  const data = await signed(alice.signer);
  const began = network.now;
  expect(await judged(trust, data)).toBe("certificate-unavailable");
  expect(network.now - began).toBe(3000); // three attempts
  await serve("/org/alice", alice.certificate.data);
  expect(await judged(trust, data)).toBe("certificate-unavailable");
  expect(asked).toEqual([]);
  await network.advance(5000);
  expect(await judged(trust, data)).toBeUndefined();
});

test("strangers whose keys cannot be had fill their places, and no others", async () => {
  const trust = await open({ certificates: [alice.certificate] });
  await serve("/org/stranger"); // is silent
  const strangers = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => signed((await identity(`/org/stranger/${i}`)).signer)),
  );
  const verdicts = Promise.all(strangers.map((data) => verdict(trust, data)));
  // Publications have places of their own.
  const dave = await identity("/org/dave", org);
  await serve("/org/dave", dave.certificate.data);
  const id = { node: new Name("/org/dave"), bootstrapTime: 1, seqNo: 1 };
  await network.complete(trust.publicationVerifier.verify(await signed(dave.signer), id));
  // Who is known is heard at once.
  const began = network.now;
  expect(await judged(trust, await signed(alice.signer))).toBeUndefined();
  expect(network.now).toBe(began);
  const counts: Record<string, number> = {};
  for (const code of await network.complete(verdicts)) {
    counts[`${code}`] = (counts[`${code}`] ?? 0) + 1;
  }
  expect(counts).toEqual({ "certificate-unavailable": 12, "limit-exceeded": 28 });
  expect(asked.filter((name) => name.includes("stranger"))).toHaveLength(12 * 3);
  // The places are free again.
  await network.complete(trust.publicationVerifier.verify(await signed(dave.signer), id));
  expect(await judged(trust, await signed((await identity("/org/stranger/new")).signer))).toBe(
    "certificate-unavailable",
  );
});

test("packets of one unknown key are judged by one look", async () => {
  const trust = await open();
  await serve("/org/alice", alice.certificate.data);
  const packets = await Promise.all(["/a", "/b", "/c"].map((name) => signed(alice.signer, name)));
  expect(await network.complete(Promise.all(packets.map((data) => verdict(trust, data))))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(asked).toHaveLength(1);
});

test("no more keys are remembered than the limit, those that were not used for long forgotten first", async () => {
  const trust = await open({ cacheMax: 2 });
  const members = await Promise.all(["a", "b", "c"].map((name) => identity(`/org/${name}`, org)));
  await serve("/org", ...members.map(({ certificate }) => certificate.data));
  for (const at of [0, 1, 0, 2, 0, 1]) {
    expect(await judged(trust, await signed(members[at]!.signer))).toBeUndefined();
  }
  expect(asked.map((name) => name.slice(0, 11))).toEqual([
    "/8=org/8=a/",
    "/8=org/8=b/",
    "/8=org/8=c/",
    "/8=org/8=b/",
  ]);
});

test("a key locator may name a certificate: that one is asked for, and no other", async () => {
  const trust = await open();
  const old = await identity("/org/alice", org, seconds(-60, -1));
  const current = await old.renew(seconds(-1, 3600));
  await serve("/org/alice", current.data, old.certificate.data);
  const by = (certificate: Certificate): Promise<Data> => signed(old.signer.withKeyLocator(certificate.name));
  expect(await judged(trust, await by(current))).toBeUndefined();
  expect(await judged(trust, await by(old.certificate))).toBe("certificate-expired");
  expect(asked.map((name) => name.split("/").length)).toEqual([7, 7]);
});

test("who serves his certificates gives the one that is valid longest, by its key's name and by its own", async () => {
  const old = await identity("/org/alice", org, seconds(-60, 60));
  const current = await old.renew(seconds(-1, 3600));
  const ports = network.member("alice", { delay: 10 });
  const certificates = [old.certificate, current];
  const trust = await network.complete(
    TrustAnchor.open({ ...ports, anchors: [org.certificate], certificates }),
  );
  const judge = await open();
  expect(await judged(judge, await signed(old.signer))).toBeUndefined();
  expect(await judged(judge, await signed(old.signer.withKeyLocator(old.certificate.name)))).toBeUndefined();
  await network.advance(61_000);
  expect(await judged(judge, await signed(old.signer))).toBeUndefined();
  await network.complete(trust.close());
  await trust.close();
  const late = network.member("late", { delay: 10 });
  const another = await network.complete(TrustAnchor.open({ ...late, anchors: [org.certificate] }));
  expect(await judged(another, await signed(old.signer))).toBe("certificate-unavailable");
});

test("anchors are looked at like others: the valid one of a key, until it expires", async () => {
  const anchor = await identity("/anchor", undefined, seconds(-60, -1));
  const next = await anchor.renew(seconds(-1, 60));
  const member = await identity("/anchor/a", anchor);
  const trust = await open({ anchors: [anchor.certificate, next], certificates: [member.certificate] });
  expect(await judged(trust, await signed(member.signer))).toBeUndefined();
  expect(await judged(trust, await signed(anchor.signer))).toBeUndefined(); // an anchor speaks, too
  await network.advance(61_000);
  expect(await judged(trust, await signed(member.signer))).toBe("certificate-expired");
  expect(await judged(trust, await signed(anchor.signer))).toBe("certificate-expired");
});

test("a small group needs no organisation: its members' own certificates are the anchors", async () => {
  const bob = await identity("/bob");
  const trust = await open({ anchors: [bob.certificate, (await identity("/carol")).certificate] });
  expect(await judged(trust, await signed(bob.signer))).toBeUndefined();
  expect(await judged(trust, await signed(alice.signer))).toBe("unknown-key");
  const id = { node: new Name("/carol"), bootstrapTime: 1, seqNo: 1 };
  await expect(trust.publicationVerifier.verify(await signed(bob.signer), id)).rejects.toMatchObject({
    code: "not-authorized",
  });
});

test("closed, it accepts nothing, and what waits is given up", async () => {
  const trust = await open();
  const waiting = verdict(trust, await signed(alice.signer));
  await network.advance(100);
  await network.complete(trust.close());
  expect(await network.complete(waiting)).toBe("aborted");
  expect(await judged(trust, await signed(org.signer))).toBe("closed");
});

test.each<[string, () => Promise<Partial<TrustAnchorOptions>>, string, RegExp]>([
  ["no anchor", async () => ({ anchors: [] }), "invalid-argument", /at least one/],
  ["no depth", async () => ({ depthMax: 0 }), "invalid-argument", /depthMax must be a number of at least 1/],
  [
    "a certificate of another organisation",
    async () => ({ certificates: [(await identity("/elsewhere/alice")).certificate] }),
    "invalid-argument",
    /No trust anchor certifies \/elsewhere\/alice\/KEY/,
  ],
  [
    "an anchor without a key",
    async () => ({
      anchors: [
        await Certificate.build({
          name: CertNaming.makeCertName(new Name("/org")),
          validity: ValidityPeriod.MAX,
          publicKeySpki: new Uint8Array(10),
          signer: (await generateSigningKey("/org", Ed25519))[0],
        }),
      ],
    }),
    "invalid-argument",
    /has no key of ECDSA, Ed25519 or RSA/,
  ],
  ["a signal that has aborted", async () => ({ signal: AbortSignal.abort() }), "aborted", /aborted/],
])("%s is refused", async (_, options, code, message) => {
  await expect(open(await options())).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});
