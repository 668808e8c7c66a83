import { expect, test } from "vitest";
import { Style } from "../src/style.js";

const terminal = { isTTY: true };

test("colours on a terminal only", () => {
  expect(Style.for(terminal, {}).apply("own", "x")).toBe("\x1b[1mx\x1b[0m");
  expect(Style.for({ isTTY: false }, {}).apply("own", "x")).toBe("x");
  expect(Style.for({}, {}).name("/bob")).toBe("/bob");
});

test("NO_COLOR forbids them unless it is empty", () => {
  expect(Style.for(terminal, { NO_COLOR: "1" }).apply("error", "x")).toBe("x");
  expect(Style.for(terminal, { NO_COLOR: "" }).apply("error", "x")).toBe("\x1b[31mx\x1b[0m");
});

test("a name keeps its colour", () => {
  const style = Style.for(terminal, {});
  expect(style.name("/bob")).toBe(style.name("/bob"));
  expect(new Set(["/a", "/b", "/c", "/d", "/e"].map((name) => style.name(name).slice(0, 7))).size).toBe(5);
});
