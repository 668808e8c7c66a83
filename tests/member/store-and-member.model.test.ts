import { MemoryNetwork } from "@svs/transport-memory";
import fc from "fast-check";
import { test } from "vitest";
import { type MemberName, ModelledGroup, NAMES } from "./model/modelled-group.js";

/** What the model keeps beside the group: contents are told apart by their numbers. */
interface Counter {
  contents: number;
}
type Command = fc.AsyncCommand<Counter, ModelledGroup>;

/** A command that can always be given. */
function command(told: string, run: (group: ModelledGroup, content: string) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (counter, group) => {
      counter.contents += 1;
      await run(group, `${counter.contents} `);
      group.check();
    },
    toString: () => told,
  };
}

const name = fc.constantFrom<MemberName>(...NAMES);
/** Octets: of one packet, or of up to four segments. */
const size = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 250, max: 1200 }));
const commands = [
  fc
    .tuple(name, size)
    .map(([who, octets]) =>
      command(`${who} publishes ${octets} octets`, (group, content) =>
        group.publish(who, content.padEnd(octets)),
      ),
    ),
  fc
    .tuple(name, size, fc.integer({ min: 0, max: 3 }))
    .map(([who, octets, puts]) =>
      command(
        `${who} publishes ${octets} octets, and the disk breaks after ${puts} packets`,
        (group, content) => group.publishInVain(who, content.padEnd(octets), puts),
      ),
    ),
  fc
    .tuple(name, size, fc.integer({ min: 0, max: 30 }))
    .map(([who, octets, after]) =>
      command(`${who} publishes ${octets} octets, and is killed after ${after} ms`, (group, content) =>
        group.publishAndCrash(who, content.padEnd(octets), after),
      ),
    ),
  name.map((who) => command(`${who} is killed, and comes back`, (group) => group.crash(who))),
  name.map((who) => command(`${who} closes, and comes back`, (group) => group.reopen(who))),
  name.map((who) => command(`${who} is cut off`, async (group) => group.cut(who))),
  name.map((who) => command(`${who} is no longer cut off`, async (group) => group.heal(who))),
  name.map((who) => command(`${who} reads its own again`, (group) => group.checkOwn(who))),
  fc.integer({ min: 0, max: 2000 }).map((time) => command(`${time} ms pass`, (group) => group.pass(time))),
];

test("whatever happens to members with stores, numbers keep their contents, and everybody gets all, in order", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.commands(commands, { maxCommands: 40 }),
    async (seed, given) => {
      const network = new MemoryNetwork({ seed });
      const group = await ModelledGroup.open(network);
      await fc.asyncModelRun(() => ({ model: { contents: 0 }, real: group }), given);
      await group.finish();
    },
  );
  await fc.assert(property, { numRuns: 200 });
}, 120_000);
