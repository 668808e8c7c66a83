import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { type Beat, HeartTracker } from "../src/heart-tracker.js";

const RULES = { beatsToRenew: 2, silenceMax: 100, heartsMax: 2 };
const [ALICE, BOB, CAROL] = ["/alice", "/bob", "/carol"].map((uri) => ({
  node: new Name(uri),
  bootstrapTime: 1_700_000_000,
})) as [Beat, Beat, Beat];

test("so many beats renew, once, and a silence takes them all back", () => {
  const tracker = new HeartTracker(RULES);
  expect(tracker.deadline).toBeUndefined();
  expect(tracker.beat(ALICE, 0, 1000)).toBeUndefined();
  expect(tracker.deadline).toBe(100);
  expect(tracker.beat(ALICE, 50, 1050)).toMatchObject({
    uri: "/alice",
    alive: true,
    beats: 2,
    lastBeat: 1050,
  });
  expect(tracker.beat(ALICE, 90, 1090)).toBeUndefined();
  expect(tracker.expire(189)).toEqual([]);
  expect(tracker.expire(190)).toMatchObject([{ uri: "/alice", alive: false, beats: 0, lastBeat: 1090 }]);
  expect(tracker.expire(200)).toEqual([]);
  expect(tracker.deadline).toBeUndefined();
  expect(tracker.beat(ALICE, 300, 1300)).toBeUndefined();
});

test("beats with a silence between them are not in a row", () => {
  const tracker = new HeartTracker(RULES);
  tracker.beat(ALICE, 0, 0);
  tracker.expire(100);
  expect(tracker.beat(ALICE, 101, 101)).toBeUndefined();
  expect(tracker.get(ALICE.node)).toMatchObject({ alive: false, beats: 1 });
});

test("the next deadline is that of the one silent longest, and an excuse puts all off", () => {
  const tracker = new HeartTracker(RULES);
  tracker.beat(ALICE, 0, 0);
  tracker.beat(BOB, 10, 10);
  tracker.beat(ALICE, 20, 20);
  expect(tracker.deadline).toBe(110);
  tracker.excuse(500);
  expect(tracker.deadline).toBe(600);
  expect(tracker.all.map(({ uri }) => uri)).toEqual(["/bob", "/alice"]);
});

test("there is room for so many; one that has expired makes some, one that has begun does not", () => {
  const tracker = new HeartTracker(RULES);
  tracker.beat(ALICE, 0, 0);
  tracker.beat(BOB, 50, 50);
  expect(tracker.beat(CAROL, 60, 60)).toBe("too-many");
  tracker.expire(120);
  expect(tracker.beat(CAROL, 130, 130)).toBeUndefined();
  expect(tracker.all.map(({ uri }) => uri)).toEqual(["/bob", "/carol"]);
});

test("an earlier life counts when the later one is over", () => {
  const tracker = new HeartTracker(RULES);
  const earlier: Beat = { ...ALICE, bootstrapTime: ALICE.bootstrapTime - 1 };
  tracker.beat(ALICE, 0, 0);
  expect(tracker.beat(earlier, 10, 10)).toBeUndefined();
  expect(tracker.deadline).toBe(100);
  tracker.expire(100);
  expect(tracker.beat(earlier, 110, 110)).toBeUndefined();
  expect(tracker.beat(earlier, 120, 120)).toMatchObject({ alive: true });
});
