import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { address, type Host, HostLine } from "../src/hosts/host-line.js";
import { Namespace } from "../src/hosts/namespace.js";
import { outlastOutage, SILENT, UNPLUGGED } from "../src/hosts/outlast-outage.js";
import { installGo } from "../src/install/install-go.js";
import type { MemberProcess } from "../src/peer/member-process.js";
import { describeIfInstalled } from "./describe-if-installed.js";

const NAMES = ["alice", "bob", "carol"];
/** Seeds of the relays. */
const SEED = 20_261_125;

function joinAll(line: HostLine): Promise<MemberProcess[]> {
  return Promise.all(line.hosts.map((host) => line.join(host)));
}

const textsBy = (member: MemberProcess, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${member.options.node} ${i}`);

/** Every member has read so many of every other's, in order, each once. */
async function haveRead(members: readonly MemberProcess[], count: number, patience: number): Promise<void> {
  for (const reader of members) {
    for (const writer of members.filter((member) => member !== reader)) {
      const { node } = writer.options;
      const what = `${reader.options.node} had read ${count} of ${node}`;
      await reader.until(what, () => reader.textsOf(node).length >= count, patience);
      expect(reader.textsOf(node).slice(0, count)).toEqual(textsBy(writer, count));
    }
  }
}

await describeIfInstalled(
  "three hosts in a line",
  async () => {
    await installGo();
    await (await Namespace.create())[Symbol.asyncDispose]();
  },
  () => {
    test.concurrent("publications cross two hops, both ways, in order", async () => {
      await using line = await HostLine.open(NAMES);
      const members = await joinAll(line);
      await Promise.all(members.map((member) => member.publish(...textsBy(member, 100))));
      await haveRead(members, 100, 10_000);
    });

    test.concurrent.each([0.1, 0.3])(
      "everything comes over a relay that loses a share of %d",
      async (loss) => {
        await using line = await HostLine.open(NAMES, { relay: { delay: 10, loss, seed: SEED } });
        const members = await joinAll(line);
        // A group that lives: what is announced last, and lost, is announced with what is published next.
        let published = 0;
        const published30 = (): boolean =>
          members.every((reader) =>
            members.every((writer) => writer === reader || reader.textsOf(writer.options.node).length >= 30),
          );
        for (const giveUp = performance.now() + 60_000; !published30() && performance.now() < giveUp; ) {
          await Promise.all(members.map((member) => member.publish(`${member.options.node} ${published}`)));
          published += 1;
          await delay(100);
        }
        await haveRead(members, 30, 0);
        const { passed, lost } = await line.endRelay();
        expect(lost / (lost + passed)).toBeGreaterThan(loss / 2);
        expect(lost / (lost + passed)).toBeLessThan(loss * 1.5);
      },
    );

    test.concurrent.for([
      ["a cable that is unplugged", UNPLUGGED, undefined],
      ["a silence", SILENT, { delay: 0, loss: 0, seed: SEED }],
    ] as const)("%s for 30 s is made up for", async ([what, outage, relay], { task }) => {
      await using line = await HostLine.open(NAMES, { relay });
      const seconds = await outlastOutage(line, await joinAll(line), outage);
      task.meta.catchUp = { what, seconds };
    });

    test.concurrent("a forwarder on another host is one for us if its operator lets it", async () => {
      const uri = `udp://${address(0, "right")}`;
      await using closed = await HostLine.open(["alice", "bob"]);
      await expect(closed.join(closed.hosts[0]!, uri)).rejects.toThrow(
        "it does not answer; from other machines it takes commands if its operator lets it",
      );
      await using open = await HostLine.open(["alice", "bob"], { localhop: true });
      const [alice, bob] = open.hosts as [Host, Host];
      // The one on its own host sets the strategy, for only that one can.
      const members = [await open.join(bob), await open.join(alice, uri)];
      await Promise.all(members.map((member) => member.publish(...textsBy(member, 10))));
      await haveRead(members, 10, 10_000);
    });
  },
);
