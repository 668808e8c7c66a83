import { Component, Data, type Interest, type Name } from "@ndn/packet";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";
import { invented, Mallory } from "./mallory.js";

interface Scene {
  readonly network: MemoryNetwork;
  /** Reads. */
  readonly alice: Member;
  /** Honest. */
  readonly bob: Member;
  readonly mallory: Mallory;
  /** What of hers Alice gave up, or refused. */
  readonly lost: string[];
  readonly rejected: string[];
}

function scene(name: string, run: (scene: Scene) => Promise<void>, fetch = {}): void {
  test(name, () =>
    simulate(name, 1, async (network) => {
      const ports = network.star(["alice", "bob"], { delay: 10 });
      const alice = await open(network, "alice", ports.alice, { fetch });
      const bob = await open(network, "bob", ports.bob, { read: false });
      const mallory = new Mallory(network.member("mallory", { delay: 10 }));
      const lost: string[] = [];
      const rejected: string[] = [];
      alice.svs.addEventListener("lost", ({ detail }) => {
        lost.push(`${detail.node}#${detail.seqNo}`);
      });
      alice.svs.addEventListener("rejected", ({ detail }) => {
        rejected.push(detail.reason);
      });
      await network.complete(bob.svs.publish("before"));
      await network.settle();
      await run({ network, alice, bob, mallory, lost, rejected });
      await network.complete(bob.svs.publish("after"));
      await network.until(() => alice.heard.at(-1)!.endsWith(" after"), { within: 2000 });
      expect(alice.heard.filter((line) => !line.startsWith("bob#"))).toEqual([]);
      expect(alice.failure).toBeUndefined();
    }),
  );
}

/** Mallory publishes #1, such as it is. */
async function publish(
  { mallory, network }: Scene,
  answer: (interest: Interest) => Data | undefined,
): Promise<void> {
  await network.complete(mallory.serve("/mallory", answer));
  await mallory.announce([{ node: "/mallory", bootstrapTime: mallory.now, seqNo: 1 }]);
  await network.advance(10_000);
}

/** `<publication>/v=0/seg=<n>`, whether the Interest was for a segment or for the first packet there is. */
function segment({ name, canBePrefix }: Interest, n: number): Name {
  const publication = canBePrefix ? name : name.getPrefix(-2);
  return publication.append(new Component(54, Uint8Array.of(0)), new Component(50, Uint8Array.of(n)));
}

function asked({ canBePrefix, name }: Interest): number {
  return canBePrefix ? 0 : name.at(-1).value[0]!;
}

scene("a content that was changed is refused again and again, at growing intervals", async (on) => {
  let answers = 0;
  await publish(on, ({ name }) => {
    answers++;
    const data = new Data(name, Uint8Array.of(1));
    data.sigInfo.type = 0;
    data.sigValue = new Uint8Array(32);
    return data;
  });
  expect(on.rejected.length).toBe(answers);
  expect(new Set(on.rejected)).toEqual(new Set(["bad-signature"]));
  expect(answers).toBeGreaterThan(1);
  expect(answers).toBeLessThan(12);
});

scene("a Data of another name is no answer", async (on) => {
  await publish(on, ({ name }) => new Data(name.append("more"), Uint8Array.of(1)));
  expect(on.rejected[0]).toBe("unexpected-answer");
});

scene(
  "segments without an end are given up",
  async (on) => {
    await publish(on, (interest) => new Data(segment(interest, asked(interest)), new Uint8Array(0)));
    expect(on.lost).toEqual(["/8=mallory#1"]);
  },
  { segmentsMax: 50 },
);

scene(
  "more octets than are accepted are given up",
  async (on) => {
    await publish(on, (interest) => new Data(segment(interest, asked(interest)), new Uint8Array(5000)));
    expect(on.lost).toEqual(["/8=mallory#1"]);
  },
  { publicationSizeMax: 100_000 },
);

scene("a last segment of 2^53 and more is none, and one of 10^15 is given up", async (on) => {
  await publish(on, (interest) => {
    const data = new Data(segment(interest, asked(interest)), Uint8Array.of(1));
    data.finalBlockId = new Component(50, Uint8Array.of(0, 3, 0x8d, 0x7e, 0xa4, 0xc6, 0x80, 0));
    return data;
  });
  expect(on.lost).toEqual(["/8=mallory#1"]);
});

scene("segments that contradict each other are given up", async (on) => {
  await publish(on, (interest) => {
    const data = new Data(segment(interest, interest.canBePrefix ? 9 : asked(interest)), Uint8Array.of(1));
    data.finalBlockId = new Component(50, Uint8Array.of(2));
    return data;
  });
  expect(on.lost).toEqual(["/8=mallory#1"]);
});

scene(
  "200 invented members that never answer hold up nobody who does",
  async ({ network, mallory, alice, bob }) => {
    await mallory.announce(invented(0, 200, mallory.now));
    await network.advance(100);
    const begun = network.now;
    for (let i = 0; i < 20; i++) {
      void bob.svs.publish(`${i}`);
    }
    await network.until(() => alice.heard.length === 21, { within: 2000 });
    expect(network.now - begun).toBeLessThan(500);
  },
);
