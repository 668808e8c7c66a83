import { expect, test } from "vitest";
import { findingLine } from "../../src/doctor/finding.js";
import { shownSpan } from "../../src/doctor/shown-span.js";
import { Style } from "../../src/style.js";

test("a finding is one line, whatever a forwarder says, with colours where they are allowed", () => {
  const finding = { verdict: "ok", sentence: "It says \x1b[2J\n." } as const;
  expect(findingLine(new Style(false), finding)).toBe("ok       It says \\x1b[2J\\n.");
  expect(findingLine(new Style(true), finding)).toBe("\x1b[32mok     \x1b[0m  It says \\x1b[2J\\n.");
});

test.each([
  [0.2345, "0.23 ms"],
  [12.7, "13 ms"],
  [500, "0.5 s"],
  [3_000, "3 s"],
  [9_999, "10 s"],
  [59_999, "59 s"],
  [61_000, "1 min"],
  [86_399_999, "23 h"],
  [172_800_000, "2 d"],
])("%d ms are shown as %s", (span, shown) => {
  expect(shownSpan(span)).toBe(shown);
});
