import { expect, test } from "vitest";
import { type ClockEvidence, clockFinding } from "../../src/doctor/clock-finding.js";

const NOW = Date.UTC(2026, 10, 25, 15, 4, 36);
const SAYS = "says 2026-11-25 15:04 UTC";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SET = "set this machine's clock (timedatectl set-ntp true)";

function evidence(latestBootstrap: number | undefined, ...aheads: number[]): ClockEvidence {
  const others = aheads.map((ahead, i) => ({ whose: `clock ${i}'s`, ahead }));
  return { latestBootstrap: latestBootstrap === undefined ? undefined : NOW + latestBootstrap, others };
}

test.each([
  ["nothing heard", evidence(undefined)],
  ["members that began before", evidence(-10 * DAY)],
  ["little differences", evidence(5_000, 5_000, -5_000)],
])("%s: all is well", (_, heard) => {
  expect(clockFinding(NOW, heard)).toEqual({
    verdict: "ok",
    sentence: `The clock ${SAYS}, and nothing that was heard contradicts it.`,
  });
});

test("a clock that was never set is told without anybody else", () => {
  expect(clockFinding(0, { others: [] })).toEqual({
    verdict: "failed",
    sentence: `The clock says 1970-01-01 00:00 UTC, which is long past, and the chat ignores members that seem to come from the future; ${SET}.`,
  });
});

test.each([
  [
    // Section 3, Bootstrap Time: a day is the limit.
    evidence(DAY + 1),
    "failed",
    `By this clock, which ${SAYS}, a member began 1 d from now, and the chat ignores all that is said with it; ${SET} or that member's.`,
  ],
  [
    evidence(DAY),
    "warning",
    `By this clock, which ${SAYS}, a member began 1 d from now; ${SET} or that member's.`,
  ],
  [
    evidence(5_001),
    "warning",
    `By this clock, which ${SAYS}, a member began 5 s from now; ${SET} or that member's.`,
  ],
  [
    evidence(undefined, 0, 2 * HOUR, -HOUR),
    "warning",
    `This clock, which ${SAYS}, is 2 h behind clock 1's; ${SET}, if it is the wrong one.`,
  ],
  [
    evidence(undefined, HOUR, -3 * DAY),
    "failed",
    `This clock, which ${SAYS}, is 3 d ahead of clock 1's, and the others may ignore this chat; ${SET}, if it is the wrong one.`,
  ],
  [
    evidence(HOUR, 2 * DAY),
    "failed",
    `This clock, which ${SAYS}, is 2 d behind clock 0's, and the chat may ignore the others; ${SET}, if it is the wrong one.`,
  ],
])("of several contradictions, the worst is told", (heard, verdict, sentence) => {
  expect(clockFinding(NOW, heard)).toEqual({ verdict, sentence });
});
