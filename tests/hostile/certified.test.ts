import { AltUri, Data, KeyLocator, Name, type Signer, SigType } from "@ndn/packet";
import { MemoryStateStore, type Suspicion, type Verifier } from "@svs/core";
import { TrustAnchor } from "@svs/security";
import { StateVector } from "@svs/tlv";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { beforeAll, expect, test } from "vitest";
import { type Identity, identity } from "../security/certificates.js";
import { type CertifiedMember, type CertifiedOptions, openCertified } from "../security/certified-member.js";
import { invented, Mallory } from "./mallory.js";

/** Members each of whom has a key of its own, so that signers are told apart. */
const NAMES = ["alice", "bob", "carol", "mallory", "trent"] as const;

let org: Identity;
let people: Record<(typeof NAMES)[number], Identity>;
beforeAll(async () => {
  org = await identity("/org");
  const entries = NAMES.map(async (name) => [name, await identity(`/org/${name}`, org)] as const);
  people = Object.fromEntries(await Promise.all(entries)) as typeof people;
});

type Person = keyof typeof people;

function join(
  network: MemoryNetwork,
  person: Person,
  options: Partial<CertifiedOptions> = {},
): Promise<CertifiedMember> {
  const { signer, certificate } = people[person];
  return openCertified(network, `/org/${person}`, signer, {
    anchors: [org.certificate],
    certificates: [certificate],
    ...options,
  });
}

/** Somebody who is certified as members are, and keeps to no rule. */
async function turn(network: MemoryNetwork, person: Person): Promise<Mallory> {
  const ports = network.member(person, { delay: 10 });
  const { signer, certificate } = people[person];
  const certificates = [certificate];
  await network.complete(TrustAnchor.open({ ...ports, anchors: [org.certificate], certificates }));
  return new Mallory(ports, signer);
}

/** Signs in the name of a key that it does not have. */
function forger(key: string): Signer {
  return {
    sign: async (packet) => {
      packet.sigInfo!.type = SigType.Ed25519;
      packet.sigInfo!.keyLocator = new KeyLocator(new Name(key));
      packet.sigValue = new Uint8Array(64);
    },
  };
}

function told({ signer, reason, node, low, high, rows }: Suspicion): string {
  return `${AltUri.ofName(signer!)} ${reason} ${AltUri.ofName(node)}#${low}..${high}, ${rows} rows`;
}

/** Checks that take so long, in milliseconds, and how many there were at a time at the most. */
class Checks {
  most = 0;
  private now = 0;

  around(network: MemoryNetwork, took: number, { verify }: Verifier): Verifier {
    return {
      waitsForNetwork: true,
      verify: async (packet) => {
        this.most = Math.max(this.most, ++this.now);
        await new Promise<void>((resolve) => network.clock.schedule(took, resolve));
        await verify(packet).finally(() => this.now--);
      },
    };
  }
}

interface Scene {
  readonly network: MemoryNetwork;
  readonly alice: CertifiedMember;
  readonly bob: CertifiedMember;
  /** What Alice was told, in order. */
  readonly suspicions: readonly Suspicion[];
  /** Of Sync Interests, by Alice. */
  readonly checks: Checks;
}

/**
 * Alice and Bob know each other before; afterwards they hear each other.
 * @param took - what each of Alice's checks of a Sync Interest takes, in milliseconds.
 */
function scene(name: string, run: (scene: Scene) => Promise<void>, took = 0): void {
  test(name, () =>
    simulate(name, 1, async (network) => {
      const checks = new Checks();
      const around = (verifier: Verifier): Verifier => checks.around(network, took, verifier);
      const alice = await join(network, "alice", { around });
      const bob = await join(network, "bob");
      const suspicions: Suspicion[] = [];
      alice.svs.addEventListener("suspicious", ({ detail }) => {
        suspicions.push(detail);
      });
      await network.complete(alice.svs.publish("before"));
      await network.complete(bob.svs.publish("before"));
      await network.settle();
      await run({ network, alice, bob, suspicions, checks });
      await network.complete(alice.svs.publish("after"));
      await network.complete(bob.svs.publish("after"));
      await network.until(
        () => [alice, bob].every(({ heard }) => heard.filter((line) => line.endsWith(" after")).length === 1),
        { within: 2000 },
      );
      expect([alice.failure, bob.failure]).toEqual([undefined, undefined]);
    }),
  );
}

/**
 * A thousand wrong signatures in two seconds, while a member publishes ten times.
 * @param keyOf - in whose name each is.
 * @returns how long it took at the most until Alice knew of such a publication.
 */
async function storm(
  { network, alice }: Scene,
  { svs }: CertifiedMember,
  keyOf: (i: number) => string,
): Promise<number> {
  const mallory = new Mallory(network.member("mallory", { delay: 10 }));
  const begun = new Map<number, number>();
  let longest = 0;
  alice.svs.addEventListener("update", ({ detail: { node, low, high } }) => {
    for (let seqNo = low; seqNo <= high && node.equals(svs.node); seqNo++) {
      longest = Math.max(longest, network.now - begun.get(seqNo)!);
      begun.delete(seqNo);
    }
  });
  for (let i = 0; i < 1000; i++) {
    await mallory.announce(invented(i, 1, mallory.now), forger(keyOf(i)));
    await network.advance(2);
    if (i % 100 === 50) {
      begun.set(svs.getSeqNo(svs.node) + 1, network.now);
      void svs.publish("meanwhile");
    }
  }
  await network.advance(1000);
  expect(begun.size).toBe(0);
  return longest;
}

scene(
  "wrong signatures of a thousand strangers have half of the places, and members are heard as ever",
  async (on) => {
    const { alice, bob, checks, network } = on;
    expect(await storm(on, bob, (i) => `/org/stranger-${i}/KEY/k`)).toBe(20);
    expect(checks.most).toBe(9);
    await network.settle();
    const { dropped } = alice.svs.status.counters;
    expect([dropped["verify-queue-full"], dropped["verification-failed"]]).toEqual([992, 8]);
    expect(alice.rejected).toEqual(Array(8).fill("sync-interest certificate-unavailable"));
  },
);

scene(
  "wrong signatures in one member's name have a quarter of the places, and others are heard as ever",
  async (on) => {
    const { alice, checks, network } = on;
    const carol = await join(network, "carol");
    await network.complete(carol.svs.publish("before"));
    await network.settle();
    expect(await storm(on, carol, () => "/org/bob/KEY/k")).toBe(120);
    expect(checks.most).toBe(5);
    const { dropped } = alice.svs.status.counters;
    expect(dropped["verify-queue-full"] + dropped["verification-failed"]).toBe(1000);
    expect(new Set(alice.rejected)).toEqual(new Set(["sync-interest bad-signature"]));
  },
  100,
);

scene("one signer brings so many new rows in ten minutes, and others bring theirs", async (on) => {
  const { network, alice, bob, suspicions } = on;
  const mallory = await turn(network, "mallory");
  await network.advance(30_000); // from here on it counts
  const known = alice.svs.getState().size;
  const announce = async (from: number): Promise<number> => {
    await mallory.announce(invented(from, 200, mallory.now));
    await network.advance(1000);
    return alice.svs.getState().size - known;
  };
  expect(await announce(100)).toBe(106); // of 38 octets: half of what a packet has room for
  expect(await announce(300)).toBe(106);
  expect(suspicions.map(told)).toEqual([
    "/org/mallory signer-quota /invented-206#1..1, 94 rows",
    "/org/mallory signer-quota /invented-300#1..1, 200 rows",
  ]);
  expect(bob.svs.getState().encode()).toEqual(alice.svs.getState().encode());
  const carol = await join(network, "carol");
  await network.complete(carol.svs.publish("new"));
  await network.until(() => alice.heard.includes("org/carol#1 new"), { within: 2000 });
  await network.advance(600_000);
  expect(await announce(500)).toBe(1 + 2 * 106);
});

test("who joins learns everything from one member, if there is but one", () =>
  simulate("one who is there", 1, async (network) => {
    const known = new StateVector();
    for (const { node, seqNo } of invented(100, 180, 0)) {
      known.set(new Name(node).value, Math.floor(network.clock.wall() / 1000), seqNo);
    }
    const stateStore = new MemoryStateStore();
    await stateStore.save({ known: known.encode() });
    await join(network, "alice", { svs: { stateStore } });
    await network.advance(60_000);
    const bob = await join(network, "bob");
    await network.until(() => bob.svs.getState().size === 180, { within: 1000 });
    expect(bob.svs.status.counters.dropped["signer-quota"]).toBe(0);
  }));

scene("who joins is answered at once, however often somebody else says that he does", async (on) => {
  const { network, alice } = on;
  const mallory = await turn(network, "mallory");
  for (let i = 0; i < 200; i++) {
    await mallory.announce([]);
    await network.advance(100);
  }
  expect(alice.svs.status.counters.dropped["answered-before"]).toBeGreaterThan(100);
  const before = alice.svs.status.counters.dropped["answered-before"];
  const carol = await join(network, "carol");
  await network.until(() => carol.svs.getState().size === 2, { within: 500 });
  expect(alice.svs.status.counters.dropped["answered-before"]).toBe(before);
});

scene("a jump that one signer claims waits until a second one does", async (on) => {
  const { network, alice, suspicions } = on;
  const [mallory, trent] = [await turn(network, "mallory"), await turn(network, "trent")];
  const row = { node: "/org/dave", bootstrapTime: mallory.now };
  for (const seqNo of [3_000_000, 3_000_000, 4_000_000]) {
    await mallory.announce([{ ...row, seqNo }]);
    await network.advance(5000);
  }
  expect(alice.svs.getSeqNo("/org/dave")).toBe(0);
  await trent.announce([{ ...row, seqNo: 2_000_000 }]);
  await network.advance(1000);
  expect(alice.svs.getSeqNo("/org/dave")).toBe(2_000_000);
  expect(suspicions.map(told)).toEqual([
    "/org/mallory jump /org/dave#1..3000000, 1 rows",
    "/org/mallory jump /org/dave#1..4000000, 1 rows",
  ]);
});

scene("a jump is not believed for a publication that somebody else has signed", async (on) => {
  const { network, alice } = on;
  const mallory = await turn(network, "mallory");
  await network.complete(mallory.serve("/org/dave", ({ name }) => new Data(name, Uint8Array.of(1))));
  await mallory.announce([{ node: "/org/dave", bootstrapTime: mallory.now, seqNo: 3_000_000 }]);
  await network.advance(20_000);
  expect(new Set(alice.rejected)).toEqual(new Set(["publication not-authorized"]));
  expect(alice.svs.getSeqNo("/org/dave")).toBe(0);
});

scene("who claims a jump in others' names freezes nobody", async (on) => {
  const { network, alice, bob, suspicions } = on;
  const mallory = await turn(network, "mallory");
  await network.advance(60_000);
  const claims = [alice, bob].map(({ svs: { node, bootstrapTime } }) => ({
    node: AltUri.ofName(node),
    bootstrapTime,
    seqNo: Number.MAX_SAFE_INTEGER,
  }));
  for (let i = 1; i <= 5; i++) {
    await mallory.announce(claims);
    await network.advance(100);
    await network.complete(bob.svs.publish(`${i}`));
    await network.until(() => alice.heard.at(-1)!.endsWith(` ${i}`), { within: 100 });
  }
  expect(suspicions.map(told)).toEqual([
    `/org/mallory jump /org/bob#2..${Number.MAX_SAFE_INTEGER}, 2 rows`,
    `/org/mallory own-number /org/alice#2..${Number.MAX_SAFE_INTEGER}, 2 rows`,
  ]);
});
