import { Name } from "@ndn/packet";
import { type MemberStateChange, MemoryStateStore, SvsError } from "@svs/core";
import { pythonShared, v3Shared } from "@svs/core/dialects";
import { simulate } from "@svs/transport-memory";
import { describe, expect, test } from "vitest";
import { tellInStep } from "../src/chat-session.js";
import { Log } from "../src/log.js";
import { ShownLog } from "../src/shown-log.js";
import { DELAY, GROUP, Guest, MemoryRoom } from "./guest.js";

const NAMESAKE =
  "warn: Somebody else in this group is called /alice too, and messages may go astray; " +
  "leave and come back under another name.";

/** Forgets what was delivered, as if the process had always been killed just before it was saved. */
class ForgetfulStateStore extends MemoryStateStore {
  override save({ own, known }: MemberStateChange): Promise<void> {
    return super.save({ own, known });
  }
}

describe("a room that is kept", () => {
  test("goes on where it was: what was shown is recalled in its order, and only what is new is handed over", () =>
    simulate("a kept room goes on", 41, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept });
      const bob = await Guest.join(network, ports.bob, "/bob");
      expect(alice.recalled).toEqual([]);
      for (const [{ room }, text] of [
        [alice, "one"],
        [bob, "two"],
        [alice, "three"],
      ] as const) {
        await network.complete(room.say(text));
        await network.settle();
      }
      network.crash("alice");
      await network.complete(bob.room.say("meanwhile"));
      await network.advance(60_000);
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      expect(again.recalled).toEqual(["YOU: one", "/bob: two", "YOU: three"]);
      await network.settle();
      expect(await network.complete(again.room.say("back"))).toBe(3);
      await network.settle();
      expect(again.heard).toEqual(["/bob: meanwhile"]);
      expect(bob.heard).toEqual(["/alice: one", "/alice: three", "/alice: back"]);
      expect([...again.warnings, ...bob.warnings]).toEqual([]);
      network.crash("alice");
      const third = await Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      expect(third.recalled?.slice(2)).toEqual(["YOU: three", "/bob: meanwhile", "YOU: back"]);
    }));

  test("recalls a screenful at the most", () =>
    simulate("a kept room recalls a screenful", 42, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const kept = new MemoryRoom();
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept });
      for (const text of ["one", "two", "three"]) {
        await network.complete(alice.room.say(text));
      }
      for (const [screenful, recalled] of [
        [2, ["YOU: two", "YOU: three"]],
        [0, []],
      ] as const) {
        network.crash("alice");
        const store = kept.reopen();
        const again = await Guest.join(network, network.restart("alice"), "/alice", { store, screenful });
        expect(again.recalled).toEqual(recalled);
      }
    }));

  test("recalls what was said in the moment in which the process was killed", () =>
    simulate("a kept room recalls the last words", 43, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const kept = new MemoryRoom();
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept });
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("two"));
      kept.unwrite();
      network.crash("alice");
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      expect(again.recalled).toEqual(["YOU: one", "YOU: two"]);
    }));

  test("hands nothing over again that was shown in the moment in which the process was killed", () =>
    simulate("a kept room does not repeat", 44, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      const state = new ForgetfulStateStore();
      await Guest.join(network, ports.alice, "/alice", { store: { ...kept.reopen(), state } });
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(bob.room.say("one"));
      await network.settle();
      network.crash("alice");
      await network.complete(bob.room.say("two"));
      const again = await Guest.join(network, network.restart("alice"), "/alice", {
        store: { ...kept.reopen(), state },
      });
      await network.settle();
      expect(again.recalled).toEqual(["/bob: one"]);
      expect(again.heard).toEqual(["/bob: two"]);
    }));

  test("recalls what is not held any more from those who have it, and does not wait long for them", () =>
    simulate("a kept room has forgotten", 45, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      await Guest.join(network, ports.alice, "/alice", { store: kept });
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(bob.room.say("one"));
      await network.settle();
      const [row] = bob.room.members.filter(({ own }) => own);
      const { bootstrapTime } = kept.shown.messages[0]!;
      const name = v3Shared.dataName(GROUP, { node: row!.name, bootstrapTime, seqNo: 1 });
      const comeBack = async (): Promise<Guest> => {
        network.crash("alice");
        expect(await kept.publications.delete(name)).toBe(true);
        return Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      };
      expect((await comeBack()).recalled).toEqual(["/bob: one"]);
      network.crash("bob");
      const began = network.now;
      expect((await comeBack()).recalled).toEqual([]);
      expect(network.now - began).toBeLessThan(1_100);
    }));

  test("may be left while it is being recalled", () =>
    simulate("a kept room is left early", 46, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const leaving = new AbortController();
      const lost = { node: new Name("/bob"), bootstrapTime: 1, seqNo: 1, own: false };
      const store = { ...new MemoryRoom().reopen(), shown: new ShownLog([lost], async () => undefined) };
      const joining = Guest.join(network, ports.alice, "/alice", { store, signal: leaving.signal });
      ports.alice.clock.schedule(500, () => leaving.abort());
      await expect(joining).rejects.toMatchObject({ code: "aborted" });
      expect(network.now).toBeLessThan(1_000);
    }));

  test("talks on when its log cannot be written, and says so once", () =>
    simulate("a kept room without its log", 47, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const full = new ShownLog([], () => Promise.reject(new SvsError("store-failed", "The disk is full.")));
      const alice = await Guest.join(network, ports.alice, "/alice", {
        store: { ...new MemoryRoom().reopen(), shown: full },
      });
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(bob.room.say("one"));
      await network.complete(bob.room.say("two"));
      await network.complete(alice.room.say("three"));
      await network.settle();
      expect(alice.heard).toEqual(["/bob: one", "/bob: two"]);
      expect(alice.warnings).toEqual([
        "error: What is said from now on may not be shown again next time: The disk is full.",
      ]);
    }));

  test("serves, when it is opened again, what others said who have left", () =>
    simulate("a kept room serves", 48, async (network) => {
      const ports = network.star(["alice", "bob", "carol"], DELAY);
      const kept = new MemoryRoom();
      const alice = await Guest.join(network, ports.alice, "/alice");
      await Guest.join(network, ports.bob, "/bob", { store: kept });
      await network.complete(alice.room.say("one"));
      await network.complete(alice.room.say("two"));
      await network.settle();
      network.crash("alice");
      network.crash("bob");
      await Guest.join(network, network.restart("bob"), "/bob", { store: kept.reopen() });
      const carol = await Guest.join(network, ports.carol, "/carol");
      await network.until(() => carol.heard.length === 2, { within: 60_000 });
      expect(carol.heard).toEqual(["/alice: one", "/alice: two"]);
    }));

  test("holds what was said in a private room as it was sent", () =>
    simulate("a kept private room", 49, async (network) => {
      const ports = network.star(["alice"], DELAY);
      const kept = new MemoryRoom();
      const words = "our own secret";
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept, words });
      await network.complete(alice.room.say("between us"));
      const { node, bootstrapTime } = kept.shown.messages[0]!;
      const packets: string[] = [];
      for await (const { packet } of kept.publications.range({ node, bootstrapTime, low: 1, high: 1 })) {
        packets.push(Buffer.from(packet).toString("latin1"));
      }
      expect(packets).toEqual([expect.not.stringContaining("between us")]);
      network.crash("alice");
      const store = kept.reopen();
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store, words });
      expect(again.recalled).toEqual(["YOU: between us"]);
    }));

  test("tells that nobody is there, though others are known", () =>
    simulate("a kept room is empty", 50, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      const told = async (guest: Guest): Promise<string[]> => {
        const notices: string[] = [];
        const log = new Log("info", (_, sentence) => notices.push(sentence));
        await network.complete(tellInStep(guest.room, log));
        return notices;
      };
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept });
      const bob = await Guest.join(network, ports.bob, "/bob");
      await network.complete(bob.room.say("one"));
      expect(await told(alice)).toEqual(["In step with 1 member."]);
      network.crash("alice");
      network.crash("bob");
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      expect(await told(again)).toEqual(["Nobody else is here now; what you say waits for those who come."]);
    }));
});

describe("who comes back", () => {
  test("takes an own run of which nothing was kept for no namesake", () =>
    simulate("an ephemeral run between", 51, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      await Guest.join(network, ports.alice, "/alice", { store: kept });
      await Guest.join(network, ports.bob, "/bob");
      network.crash("alice");
      await network.advance(5_000);
      const ephemeral = await Guest.join(network, network.restart("alice"), "/alice");
      await network.complete(ephemeral.room.say("one"));
      await network.complete(ephemeral.room.say("two"));
      await network.settle();
      network.crash("alice");
      await network.advance(5_000);
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store: kept.reopen() });
      await network.settle();
      expect(again.heard).toEqual(["/alice: one", "/alice: two"]);
      expect(again.warnings).toEqual([]);
    }));

  test("is warned of a namesake that was there before", () =>
    simulate("an older namesake", 52, async (network) => {
      const ports = network.star(["alice", "other"], DELAY);
      const other = await Guest.join(network, ports.other, "/alice");
      await network.complete(other.room.say("I am alice"));
      await network.advance(5_000);
      const alice = await Guest.join(network, ports.alice, "/alice", { store: new MemoryRoom() });
      await network.complete(alice.room.inStep);
      expect(alice.warnings).toEqual([]);
      await network.complete(other.room.say("Still am"));
      await network.complete(other.room.say("Really"));
      await network.settle();
      expect(alice.warnings).toEqual([NAMESAKE]);
    }));

  test("goes on with the numbers also where there are no bootstrap times, and nobody else is there", () =>
    simulate("a kept room without bootstrap times", 53, async (network) => {
      const ports = network.star(["alice", "bob"], DELAY);
      const kept = new MemoryRoom();
      const dialect = pythonShared;
      const alice = await Guest.join(network, ports.alice, "/alice", { store: kept, dialect });
      await network.complete(alice.room.say("one"));
      network.crash("alice");
      const store = kept.reopen();
      const again = await Guest.join(network, network.restart("alice"), "/alice", { store, dialect });
      expect(again.recalled).toEqual(["YOU: one"]);
      expect(await network.complete(again.room.say("two"))).toBe(2);
      const bob = await Guest.join(network, ports.bob, "/bob", { dialect });
      await network.until(() => bob.heard.length === 2, { within: 60_000 });
      expect(bob.heard).toEqual(["/alice: one", "/alice: two"]);
      expect(again.notices.filter((notice) => /has been here|Somebody else/.test(notice))).toEqual([]);
    }));
});
