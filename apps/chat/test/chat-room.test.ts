import { Name } from "@ndn/packet";
import { type Clock, SvSync } from "@svs/core";
import { pythonShared, v3Shared } from "@svs/core/dialects";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { describe, expect, test } from "vitest";
import { shownName } from "../src/chat-name.js";
import { ChatRoom, type Farewell } from "../src/chat-room.js";
import { Log } from "../src/log.js";
import { DELAY, GROUP, Guest } from "./guest.js";

async function farewell(network: MemoryNetwork, guest: Guest): Promise<[Farewell, number]> {
  const began = network.now;
  const outcome = await network.complete(guest.room.farewell());
  return [outcome, Math.round(network.now - began)];
}

describe("a room", () => {
  test("carries messages as plain UTF-8, in order, and tells who has them", () =>
    simulate("a room carries messages", 1, async (network) => {
      const ports = network.star(["alice", "bob", "probe"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      const bob = await Guest.join(network, ports.bob, "/bob");
      const probe = await network.complete(
        SvSync.open({ ...ports.probe, group: GROUP, node: "/probe", dialect: v3Shared }),
      );
      await network.complete(alice.room.say("h\u00e9llo"));
      expect(alice.fetched).toEqual([]);
      await network.complete(alice.room.say("\u6f22\u5b57"));
      await network.settle();
      await network.complete(bob.room.say("hi"));
      await network.settle();
      expect(bob.heard).toEqual(["/alice: h\u00e9llo", "/alice: \u6f22\u5b57"]);
      expect(alice.heard).toEqual(["/bob: hi"]);
      expect(alice.fetched).toEqual([1, 2]);
      const { content } = await network.complete(probe.fetchData("/alice", 1));
      expect(Buffer.from(content).toString("hex")).toBe("68c3a96c6c6f");
    }));

  test("gives one who comes late the history of those who are up", () =>
    simulate("a room gives history", 2, async (network) => {
      const ports = network.star(["alice", "bob", "carol"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(alice.room.say("one"));
      await network.complete(bob.room.say("two"));
      await network.complete(alice.room.say("three"));
      await network.advance(60_000);
      const carol = await Guest.join(network, ports.carol, "/carol");
      expect(await network.complete(carol.room.inStep)).toBe(2);
      expect(carol.heard.filter((line) => line.startsWith("/alice"))).toEqual([
        "/alice: one",
        "/alice: three",
      ]);
      expect(carol.heard).toContain("/bob: two");
      expect(carol.heard).toHaveLength(3);
    }));

  test("gives one who comes late what those said who have left", () =>
    simulate("a room outlives its members", 2, async (network) => {
      const ports = network.star(["alice", "bob", "carol"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      await Guest.join(network, ports.bob, "/bob");
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("two"));
      await network.settle();
      network.crash("alice");
      const carol = await Guest.join(network, ports.carol, "/carol");
      await network.until(() => carol.heard.length === 2, { within: 60_000 });
      expect(carol.heard).toEqual(["/alice: one", "/alice: two"]);
    }));

  test("is private to those who have the words, and tells once that there are others", () =>
    simulate("a private room", 1, async (network) => {
      const ports = network.star(["alice", "bob", "eve", "open"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice", { words: "our own secret" });
      const bob = await Guest.join(network, ports.bob, "/bob", { words: "our own secret" });
      const eve = await Guest.join(network, ports.eve, "/eve", { words: "another secret" });
      const open = await Guest.join(network, ports.open, "/open");
      for (const [{ room }, text] of [
        [alice, "between us"],
        [eve, "let me in"],
        [open, "anybody?"],
      ] as const) {
        await network.complete(room.say(text));
      }
      await network.settle();
      expect(bob.heard).toEqual(["/alice: between us"]);
      expect(eve.heard).toEqual([]);
      expect(open.heard).toEqual([]);
      expect(bob.warnings).toEqual([
        "warn: Somebody in this group has another secret, or none; you do not hear each other.",
      ]);
      expect(open.warnings).toEqual([
        "warn: Somebody in this group has a secret (--secret) that you have not; you do not hear each other.",
      ]);
    }));

  test("says of every member how far behind it is", () =>
    simulate("a room knows its members", 3, async (network) => {
      const ports = network.star(["alice", "bob", "carol"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(alice.room.say("one"));
      await network.settle();
      network.crash("alice");
      using _ = network.fault({ match: { to: "carol", name: "/svs/alice" }, action: "drop" });
      const carol = await Guest.join(network, ports.carol, "/carol");
      await network.advance(1_000);
      const seen = (guest: Guest) =>
        guest.room.members.map(({ name, own, behindBy }) => [shownName(name), own, behindBy]);
      expect(seen(bob)).toEqual([
        ["/bob", true, 0],
        ["/alice", false, 0],
      ]);
      expect(seen(carol)).toEqual([
        ["/alice", false, 1],
        ["/carol", true, 0],
      ]);
    }));

  test("hands over one message after the other", () =>
    simulate("a room hands over in turn", 4, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      let release!: () => void;
      const heard: string[] = [];
      const opening = ChatRoom.open({
        ...ports.bob,
        group: GROUP,
        node: new Name("/bob"),
        log: new Log("error", () => undefined),
        signal: new AbortController().signal,
        onMessage: ({ text }) => {
          heard.push(text);
          return new Promise((resolve) => {
            release = resolve;
          });
        },
        onFetched: () => undefined,
      });
      await network.complete(opening);
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("two"));
      await network.advance(1_000);
      expect(heard).toEqual(["one"]);
      release();
      await network.advance(1_000);
      expect(heard).toEqual(["one", "two"]);
    }));

  test("warns the older of two members of one name, once", () =>
    simulate("a room warns of namesakes", 5, async (network) => {
      const ports = network.star(["first", "second"], DELAY);
      const first = await Guest.join(network, ports.first, "/alice");
      await network.advance(5_000);
      const second = await Guest.join(network, ports.second, "/alice");
      await network.complete(first.room.say("I am alice"));
      await network.complete(second.room.say("So am I"));
      await network.complete(second.room.say("Really"));
      await network.advance(1_000);
      expect(first.warnings).toEqual([
        "warn: Somebody else in this group is called /alice too, and messages may go astray; " +
          "leave and come back under another name.",
      ]);
      expect(second.warnings).toEqual([]);
    }));

  test("ends with the signal", () =>
    simulate("a room ends with the signal", 6, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const leaving = new AbortController();
      const room = await network.complete(
        ChatRoom.open({
          ...ports.alice,
          group: GROUP,
          node: new Name("/alice"),
          log: new Log("error", () => undefined),
          signal: leaving.signal,
          onMessage: () => undefined,
          onFetched: () => undefined,
        }),
      );
      leaving.abort();
      await network.complete(room.finished);
      expect(await network.complete(room.inStep)).toBeUndefined();
      await expect(room.say("late")).rejects.toMatchObject({ code: "closed" });
    }));
});

describe("the farewell", () => {
  test("is over at once if nothing was said", () =>
    simulate("farewell, nothing said", 7, async (network) => {
      const { alice } = network.star(["alice"], DELAY);
      expect(await farewell(network, await Guest.join(network, alice, "/alice"))).toEqual(["fetched", 0]);
    }));

  test("waits until the last message was fetched, and a little for the slower ones", () =>
    simulate("farewell, fetched", 8, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("bye"));
      const [outcome, took] = await farewell(network, alice);
      expect(outcome).toBe("fetched");
      expect(took).toBeGreaterThanOrEqual(300 + 4 * DELAY.delay);
      expect(took).toBeLessThan(1_000);
      expect(bob.heard).toEqual(["/alice: one", "/alice: bye"]);
      expect(await farewell(network, alice)).toEqual(["fetched", 0]);
    }));

  test("waits for what is still being published", () =>
    simulate("farewell, while publishing", 9, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const slow: Clock = {
        monotonic: () => ports.alice.clock.monotonic(),
        wall: () => ports.alice.clock.wall(),
        schedule: (delay, callback) => ports.alice.clock.schedule(delay, callback),
        work: (promise) => new Promise((resolve) => ports.alice.clock.schedule(50, () => resolve(promise))),
      };
      const alice = await Guest.join(network, { ...ports.alice, clock: slow }, "/alice");
      const bob = await Guest.join(network, ports.bob, "/bob");
      const saying = alice.room.say("bye");
      const leaving = alice.room.farewell();
      await network.complete(saying);
      expect(await network.complete(leaving)).toBe("fetched");
      expect(bob.heard).toEqual(["/alice: bye"]);
    }));

  test("does not wait long for nobody", () =>
    simulate("farewell, alone", 10, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      await network.complete(alice.room.say("anybody?"));
      expect(await farewell(network, alice)).toEqual(["alone", 1_000]);
      expect(await farewell(network, alice)).toEqual(["alone", 0]);
    }));

  test("gives up after 5 s on one who is there and does not fetch", () =>
    simulate("farewell, unfetched", 11, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      await Guest.join(network, ports.bob, "/bob");
      using _ = network.fault({ match: { to: "alice", name: "/svs/alice" }, action: "drop" });
      await network.complete(alice.room.say("hello"));
      expect(await farewell(network, alice)).toEqual(["unfetched", 5_000]);
    }));

  test("waits for the history, if asked to", () =>
    simulate("farewell, history", 12, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice");
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("two"));
      const bob = await Guest.join(network, ports.bob, "/bob");
      expect(await network.complete(bob.room.farewell())).toBe("fetched");
      expect(bob.heard).toEqual([]);
      expect(await network.complete(bob.room.farewell({ history: true }))).toBe("fetched");
      expect(bob.heard).toEqual(["/alice: one", "/alice: two"]);
    }));

  test("waits a second for the history of nobody", () =>
    simulate("farewell, no history", 13, async (network) => {
      const { alice } = network.star(["alice"], DELAY);
      const guest = await Guest.join(network, alice, "/alice");
      const joined = network.now;
      expect(await network.complete(guest.room.farewell({ history: true }))).toBe("fetched");
      expect(network.now - joined).toBeGreaterThan(900);
      expect(network.now - joined).toBeLessThanOrEqual(1_000);
    }));
});

describe("a room without bootstrap times", () => {
  test("numbers the first message behind those of an earlier life, and takes nobody for a namesake", () =>
    simulate("a room without bootstrap times", 1, async (network) => {
      const ports = network.star(["alice", "bob", "again"], DELAY);
      const bob = await Guest.join(network, ports.bob, "/bob", { dialect: pythonShared });
      const alice = await Guest.join(network, ports.alice, "/alice", { dialect: pythonShared });
      await network.complete(alice.room.say("one"));
      await network.settle();
      await network.complete(alice.room.close());
      const again = await Guest.join(network, ports.again, "/alice", { dialect: pythonShared });
      expect(await network.complete(again.room.say("two"))).toBe(2);
      await network.settle();
      expect(bob.heard).toEqual(["/alice: one", "/alice: two"]);
      expect(again.warnings).toEqual([]);
      expect(again.fetched).toEqual([2]);
    }));

  test("says what waits for the group when it is left alone", () =>
    simulate("a room without bootstrap times, alone", 1, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const alice = await Guest.join(network, ports.alice, "/alice", { dialect: pythonShared });
      expect(await network.complete(alice.room.say("hello?"))).toBe(1);
      expect((await farewell(network, alice))[0]).toBe("alone");
    }));
});
