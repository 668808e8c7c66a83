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

// Holders that never publish do not know each other: where all hear every Interest, each of them answers.
test.each([
  ["one-holder", "only read"],
  ["one-holder", "publish"],
  ["every-holder", "publish"],
] as const)(
  "%s, holders that %s: five have 1 000 publications of one that is killed; a sixth joins and has them all, verified",
  async (dataInterests, habit) => {
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
      if (habit === "publish") {
        for (const { svs } of holders) {
          await network.complete(svs.publish("here I am"));
        }
        await network.until(() => holders.every(({ heard }) => heard.length === 1004));
      }
      network.crash("alice");
      await network.settle();

      sent.data = 0;
      const begun = network.now;
      const grace = await share(network, "grace", network.member("grace", { delay: 10 }), options);
      const all = habit === "publish" ? 1005 : 1000;
      await network.until(() => grace.heard.length === all, { within: 120_000 });
      await network.settle();
      const perPublication = sent.data / all;
      console.log(
        `${dataInterests}, ${habit}: ${perPublication.toFixed(3)} Data per publication, all within ${((network.now - begun) / 1000).toFixed(1)} s`,
      );
      const texts = grace.heard.filter(({ from }) => from === "/alice").map((each) => each.text());
      expect(texts).toEqual(Array.from({ length: 1000 }, (_, i) => `publication ${i + 1}`));
      expect(perPublication).toBeLessThan(1.3);
    };
    await simulate(`${dataInterests}, holders that ${habit}`, 1, scenario, {
      network: { onSend: sent.look },
    });
  },
);
