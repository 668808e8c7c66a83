import { expect, test } from "vitest";
import { fuzz } from "./fuzz.js";

test("a million damaged inputs get the answers of the reference", { timeout: 120_000 }, () => {
  const { inputs, refusals } = fuzz({ seed: 20_260_717, goOn: (done) => done < 1_000_000 });
  expect(inputs).toBe(1_000_000);
  // Damage reached every check there is, and enough of it was none.
  expect([...refusals.keys()].sort()).toEqual([
    "bad-length",
    "bad-name",
    "bad-number",
    "bad-type",
    "trailing",
    "truncated",
    "unknown-critical",
    "wrong-type",
  ]);
  expect([...refusals.values()].reduce((sum, count) => sum + count)).toBeLessThan(800_000);
});
