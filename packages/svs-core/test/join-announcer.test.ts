import { expect, test } from "vitest";
import { JoinAnnouncer } from "../src/join-announcer.js";
import { ManualClock } from "./manual-clock.js";

function open() {
  const clock = new ManualClock();
  const at: number[] = [];
  const joining = new JoinAnnouncer(clock, { next: () => 0.5 }, 200, () => at.push(clock.monotonic()));
  return { clock, at, joining };
}

test("a member that hears nobody announces five times more, at doubling intervals, and then rests", async () => {
  const { clock, at, joining } = open();
  joining.start();
  await clock.advance(100_000);
  expect(at).toEqual([600, 1800, 4200, 9000, 18_600]);
});

test("a member that was heard is company: no more announcements", async () => {
  const { clock, at, joining } = open();
  joining.start();
  await clock.advance(700);
  expect(joining.settled).toBe(false);
  joining.noteHeard();
  expect(joining.settled).toBe(true);
  await clock.advance(100_000);
  expect(at).toEqual([600]);
});

test("being asked for Data is company, and the announcements go on", async () => {
  const { clock, at, joining } = open();
  joining.start();
  joining.noteAsked();
  expect(joining.settled).toBe(true);
  await clock.advance(2000);
  expect(at).toEqual([600, 1800]);
});

test("three announcements without an answer: nobody seems to be there", async () => {
  const { clock, joining } = open();
  joining.start();
  await clock.advance(4199);
  expect(joining.settled).toBe(false);
  await clock.advance(1);
  expect(joining.settled).toBe(true);
});

test("a link that comes up again begins anew", async () => {
  const { clock, at, joining } = open();
  joining.start();
  joining.noteHeard();
  joining.start();
  expect(joining.settled).toBe(false);
  await clock.advance(600);
  expect(at).toEqual([600]);
  joining.stop();
  await clock.advance(100_000);
  expect(at).toEqual([600]);
});
