import { SyncMachine } from "@svs/core";
import { afterEach, expect, test } from "vitest";
import { explore, WrongWay } from "../src/explore/explore.js";

const { step } = SyncMachine.prototype;

afterEach(() => {
  SyncMachine.prototype.step = step;
});

/** `npm run explore` also lets a timer expire at any moment, which takes minutes. */
const BUDGET = { publications: [1, 1, 0], losses: 1, restarts: 1, timeouts: 0 } as const;

/** Ten thousand states, beside everything else that is tested. */
const PATIENCE = 120_000;

test(
  "three members, two publications, one loss, one restart: every interleaving",
  () => {
    const { states, transitions, depth } = explore(BUDGET);
    console.log(`${states} states, ${transitions} transitions, ${depth} actions deep`);
    expect(states).toBeGreaterThan(5_000);
    expect(depth).toBeGreaterThanOrEqual(9);
  },
  PATIENCE,
);

test("timers between the packets", () => {
  expect(explore({ ...BUDGET, restarts: 0, timeouts: 1 }).states).toBeGreaterThan(2_000);
});

test("the way to what is wrong is told: a machine that is deaf in its second life", () => {
  SyncMachine.prototype.step = function deafStep(this: SyncMachine & { deaf?: boolean }, now, input) {
    this.deaf ||= input.type === "link-up" && this.vector.size > 0;
    return input.type === "received" && this.deaf ? [] : step.call(this, now, input);
  };
  expect(() => explore(BUDGET)).toThrow(WrongWay);
  expect(() => explore(BUDGET)).toThrow(/"do":"restart"/);
});

test("members that never repair do not agree at the end", () => {
  SyncMachine.prototype.step = function muteStep(now, input) {
    const effects = step.call(this, now, input);
    return effects.filter((effect) => effect.type !== "send" || effect.cause === "publication");
  };
  expect(() => explore({ ...BUDGET, restarts: 0 })).toThrow(/convergence/);
});
