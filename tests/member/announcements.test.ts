import type { SendCause } from "@svs/core";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, openStar } from "./group.js";

function sent(members: readonly Member[], cause: SendCause): number {
  return members.reduce((sum, { svs }) => sum + svs.status.counters.sent[cause], 0);
}

test("20 members, no loss, 1 publication/s: at most 1.2 Sync Interests and one repeat per publication", async () => {
  const name =
    "20 members, no loss, 1 publication/s: at most 1.2 Sync Interests and one repeat per publication";
  let told = "";
  await simulate(name, 1, async (network) => {
    const names = Array.from({ length: 20 }, (_, i) => `m${i}`);
    const members = Object.values(await openStar(network, names, { delay: 10 }));
    await network.advance(20_000);
    const causes = ["publication", "suppression", "requested", "link-up"] as const;
    const before = causes.map((cause) => sent(members, cause));
    const repeatsBefore = sent(members, "repeat");
    for (let i = 0; i < 60; i++) {
      await network.complete(members[i % 20]!.svs.publish(`${i}`));
      await network.advance(1000);
    }
    await network.settle();
    const beside = causes.reduce((sum, cause, i) => sum + sent(members, cause) - before[i]!, 0);
    const repeats = sent(members, "repeat") - repeatsBefore;
    told = `${beside} Sync Interests for 60 publications (${(beside / 60).toFixed(2)} each), ${repeats} repeats`;
    expect(beside / 60).toBeLessThanOrEqual(1.2);
    expect(repeats / 60).toBeLessThanOrEqual(1);
    expect(members.map(({ heard }) => heard.length)).toEqual(members.map(() => 57));
  });
  console.log(told);
});
