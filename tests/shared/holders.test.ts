import { type MemoryNetwork, type SentPacket, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { groupKey, type Sharer, share } from "./shared-group.js";

const HOLDERS = ["bob", "carol", "dave", "erin", "frank"] as const;

/** What members send, counted by kind. */
class Sent {
  data = 0;
  readonly look = ({ kind }: SentPacket): void => {
    if (kind === "data") {
      this.data++;
    }
  };
}

/** Data per publication at the most, where one is chosen to answer. */
const ONE = 1.3;

// Where all hear every Interest, holders that have never published are unknown to each other: each answers besides.
test.each([
  ["one-holder", 0, ONE],
  ["one-holder", 5, ONE],
  ["every-holder", 5, ONE],
  ["every-holder", 1, 3.3],
  ["every-holder", 0, 5],
] as const)(
  "%s, %i of the holders publish: five have 1 000 publications of one that is killed; a sixth joins and has them all, verified",
  async (dataInterests, publishing, limit) => {
    const key = await groupKey();
    const sent = new Sent();
    const scenario = async (network: MemoryNetwork): Promise<void> => {
      const options = { ...key, dataInterests };
      const alice = await share(network, "alice", network.member("alice", { delay: 10 }), options);
      const holders: Sharer[] = [];
      for (const name of HOLDERS) {
        holders.push(await share(network, name, network.member(name, { delay: 10 }), options));
      }
      await network.settle();
      const published = Array.from({ length: 1000 }, (_, i) => alice.svs.publish(`publication ${i + 1}`));
      await network.complete(Promise.all(published));
      await network.until(() => holders.every(({ heard }) => heard.length === 1000));
      for (const { svs } of holders.slice(0, publishing)) {
        await network.complete(svs.publish("here I am"));
      }
      const all = 1000 + publishing;
      await network.until(() =>
        holders.every(({ heard }, i) => heard.length === all - (i < publishing ? 1 : 0)),
      );
      network.crash("alice");
      await network.settle();

      sent.data = 0;
      const begun = network.now;
      const grace = await share(network, "grace", network.member("grace", { delay: 10 }), options);
      await network.until(() => grace.heard.length === all, { within: 120_000 });
      await network.settle();
      const perPublication = sent.data / all;
      console.log(
        `${dataInterests}, ${publishing} publish: ${perPublication.toFixed(3)} Data per publication, all within ${((network.now - begun) / 1000).toFixed(1)} s`,
      );
      const texts = grace.heard.filter(({ from }) => from === "/alice").map((each) => each.text());
      expect(texts).toEqual(Array.from({ length: 1000 }, (_, i) => `publication ${i + 1}`));
      expect(perPublication).toBeLessThanOrEqual(limit);
    };
    await simulate(`${dataInterests}, ${publishing} of the holders publish`, 1, scenario, {
      network: { onSend: sent.look },
    });
  },
);

// Without content store. Where all hear every Interest, those of three newcomers look like three attempts of one.
test.each([
  ["one-holder", [ONE, ONE, ONE]],
  ["every-holder", [ONE, 2.1, 6.3]],
] as const)("%s: newcomers one right after the other", async (dataInterests, limits) => {
  const sent = new Sent();
  const scenario = async (network: MemoryNetwork): Promise<void> => {
    const join = (name: string): Promise<Sharer> =>
      share(network, name, network.member(name, { delay: 10 }), { dataInterests });
    const alice = await join("alice");
    const holders: Sharer[] = [];
    for (const name of HOLDERS) {
      holders.push(await join(name));
    }
    await network.settle();
    for (const { svs } of holders) {
      await network.complete(svs.publish("here I am"));
    }
    await network.complete(Promise.all(Array.from({ length: 500 }, (_, i) => alice.svs.publish(`${i + 1}`))));
    await network.until(() => holders.every(({ heard }) => heard.length === 504));
    for (const [i, limit] of limits.entries()) {
      sent.data = 0;
      const newcomer = await join(`newcomer${i + 1}`);
      await network.until(() => newcomer.heard.length === 505, { within: 120_000 });
      const perPublication = sent.data / 505;
      console.log(`${dataInterests}, newcomer ${i + 1}: ${perPublication.toFixed(3)} Data per publication`);
      expect(perPublication).toBeLessThanOrEqual(limit);
    }
  };
  await simulate(`${dataInterests}: newcomers one right after the other`, 1, scenario, {
    network: { onSend: sent.look },
  });
});
