import { expect, test } from "vitest";
import { RttEstimator } from "../../src/delivery/rtt-estimator.js";

const bounds = { lifetimeInitial: 1000, lifetimeMin: 200, lifetimeMax: 4000 };

test("before a round trip is measured the initial timeout holds; from the third retransmission it doubles", () => {
  const rtt = new RttEstimator(bounds);
  expect([0, 1, 2, 3, 4, 5].map((attempt) => rtt.timeout(attempt))).toEqual([
    1000, 1000, 1000, 2000, 4000, 4000,
  ]);
});

test("RFC 6298: the first round trip sets SRTT = R and RTTVAR = R/2, later ones move them by 1/8 and 1/4", () => {
  const rtt = new RttEstimator(bounds);
  rtt.sample(400);
  expect(rtt.timeout(0)).toBe(400 + 4 * 200);
  rtt.sample(480);
  expect(rtt.timeout(0)).toBe(410 + 4 * (150 + 20));
});

test("a quick network does not make the timeout shorter than the least", () => {
  const rtt = new RttEstimator(bounds);
  rtt.sample(1);
  expect(rtt.timeout(0)).toBe(200);
});
