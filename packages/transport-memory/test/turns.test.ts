import { afterEach, expect, test, vi } from "vitest";
import { Turns } from "../src/turns.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Steps that each leave a chain of microtasks behind; all are done before the next step. */
async function takeTurns(Kind: typeof Turns, count: number): Promise<{ steps: number; unfinished: number }> {
  let steps = 0;
  let finished = 0;
  let unfinished = 0;
  await new Promise<void>((resolve) => {
    const turns = new Kind(() => {
      unfinished += steps - finished;
      steps++;
      void (async () => {
        for (let i = 0; i < 20; ++i) {
          await undefined;
        }
        finished++;
      })();
      if (steps === count) {
        resolve();
      }
      return steps < count;
    });
    turns.start();
    turns.start();
  });
  return { steps, unfinished };
}

test("each step has its turn, with the microtasks of the one before done", async () => {
  expect(await takeTurns(Turns, 500)).toEqual({ steps: 500, unfinished: 0 });
});

test("stop when a step wants no other, and go on when started again", async () => {
  let steps = 0;
  const turns = new Turns(() => ++steps % 5 !== 0);
  const pause = async (): Promise<void> => {
    for (let i = 0; i < 5; ++i) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  turns.start();
  await pause();
  expect(steps).toBe(5);
  turns.start();
  await pause();
  expect(steps).toBe(10);
});

test("are messages where there is no setImmediate, as in browsers", async () => {
  const closings: Promise<unknown>[] = [];
  class WatchedChannel extends MessageChannel {
    constructor() {
      super();
      closings.push(new Promise((resolve) => this.port2.addEventListener("close", resolve)));
    }
  }
  vi.stubGlobal("setImmediate", undefined);
  vi.stubGlobal("MessageChannel", WatchedChannel);
  const path = "../src/turns.js?without-immediate";
  const browser = (await import(/* @vite-ignore */ path)) as { Turns: typeof Turns };
  expect(browser.Turns).not.toBe(Turns);
  expect(await takeTurns(browser.Turns, 500)).toEqual({ steps: 500, unfinished: 0 });
  expect(closings.length).toBe(1);
  await Promise.all(closings); // an open port would keep the process alive
});
