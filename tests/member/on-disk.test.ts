import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LevelStorage } from "@svs/storage-level";
import { simulate } from "@svs/transport-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { open } from "./group.js";
import { onClock } from "./on-clock.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "svs-member-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a member that is closed and opened again goes on numbering, serves what was, and reads on", async () => {
  let runs = 0;
  await simulate("on disk", 1, async (network) => {
    runs += 1;
    const place = (name: string): string => join(folder, `${name}-${runs}`);
    const first = {
      alice: await LevelStorage.open(place("alice")),
      bob: await LevelStorage.open(place("bob")),
    };
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await open(network, "alice", ports.alice, onClock(ports.alice.clock, first.alice));
    const bob = await open(network, "bob", ports.bob, onClock(ports.bob.clock, first.bob));
    for (const text of ["one", "two", "long ".repeat(4000)]) {
      await network.complete(alice.svs.publish(text));
    }
    await network.settle();
    expect(bob.heard.map((line) => line.slice(0, 12))).toEqual([
      "alice#1 one",
      "alice#2 two",
      "alice#3 long",
    ]);
    await network.complete(Promise.all([alice.svs.close(), bob.svs.close()]));
    await Promise.all([first.alice.close(), first.bob.close()]);

    await using second = await LevelStorage.open(place("alice"));
    await using third = await LevelStorage.open(place("bob"));
    network.crash("alice");
    network.crash("bob");
    const again = network.restart("alice");
    const aliceAgain = await open(network, "alice", again, onClock(again.clock, second));
    expect(aliceAgain.svs.bootstrapTime).toBe(alice.svs.bootstrapTime);
    await network.complete(aliceAgain.svs.publish("four"));
    const carol = await open(network, "carol", network.member("carol", { delay: 10 }));
    const reader = network.restart("bob");
    const bobAgain = await open(network, "bob", reader, onClock(reader.clock, third));
    await network.settle();
    expect(carol.heard.map((line) => line.slice(0, 12))).toEqual([
      "alice#1 one",
      "alice#2 two",
      "alice#3 long",
      "alice#4 four",
    ]);
    expect(bobAgain.heard).toEqual(["alice#4 four"]);
    await network.complete(Promise.all([aliceAgain.svs.close(), bobAgain.svs.close()]));
  });
});
