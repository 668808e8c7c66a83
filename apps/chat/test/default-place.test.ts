import { resolve } from "node:path";
import { platform } from "node:process";
import { expect, test } from "vitest";
import { defaultPlace, placeOf } from "../src/default-place.js";

test.each([
  ["linux", {}, "/home/alice/.local/share/svs-chat"],
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/svs-chat"],
  ["linux", { XDG_DATA_HOME: "" }, "/home/alice/.local/share/svs-chat"],
  ["linux", { XDG_DATA_HOME: "relative" }, "/home/alice/.local/share/svs-chat"],
  ["freebsd", {}, "/home/alice/.local/share/svs-chat"],
  ["darwin", { XDG_DATA_HOME: "/data" }, "/home/alice/Library/Application Support/svs-chat"],
] as const)("on %s with %j it is %s", (platform, env, place) => {
  expect(defaultPlace({ platform, env, home: "/home/alice" })).toBe(place);
});

test.each([
  [{ LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\svs-chat"],
  [{}, "C:\\Users\\alice\\AppData\\Local\\svs-chat"],
])("on win32 with %j it is %s", (env, place) => {
  expect(defaultPlace({ platform: "win32", env, home: "C:\\Users\\alice" })).toBe(place);
});

test("a folder that was named is taken instead", () => {
  const home = resolve("/home/alice");
  expect(placeOf("here", {}, home)).toBe(resolve("here"));
  expect(placeOf(undefined, {}, home)).toBe(defaultPlace({ platform, env: {}, home }));
});
