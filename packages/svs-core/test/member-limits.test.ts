import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { python, v2 } from "../src/dialects.js";
import { v3 } from "../src/index.js";
import { machineSettings } from "../src/machine/machine-settings.js";
import { memberLimits } from "../src/member-limits.js";

const group = new Name("/group"); // 7 octets

test("a member's limits are those that are documented", () => {
  expect(memberLimits({}, group, v3, v3.timers, 8800)).toEqual({
    verifyMax: 16,
    digestMax: 64,
    answerAgainAfter: 27_000,
    vectorSizeMax: 8800,
    ownVectorSizeMax: 8086,
    nameSizeMax: 512,
    newRowsSizeMax: 4043,
    newRowsPeriod: 600_000,
    jumpMax: 1_000_000,
    jumpRate: 1000,
    jumpWitnesses: 2,
    quarantineMax: 64,
    bootstrapAheadMax: 82_800,
    bootstrapAgeMax: 315_576_000,
  });
});

test("they follow the packet, and the limits that are given", () => {
  expect(memberLimits({}, group, v2, v2.timers, 1500).ownVectorSizeMax).toBe(786);
  expect(memberLimits({}, group, v3, v3.timers, 600).ownVectorSizeMax).toBe(0);
  expect(memberLimits({ ownVectorSizeMax: 1000 }, group, v3, v3.timers, 8800)).toMatchObject({
    ownVectorSizeMax: 1000,
    newRowsSizeMax: 500,
  });
});

test("a vector that is sent in parts has no limit", () => {
  const limits = memberLimits({}, group, python, python.timers, 8800);
  expect(limits.ownVectorSizeMax).toBe(Number.POSITIVE_INFINITY);
  expect(limits.newRowsSizeMax).toBe(Number.POSITIVE_INFINITY);
  expect(() => machineSettings({ random: () => 0, limits })).not.toThrow();
});
