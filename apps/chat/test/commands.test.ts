import { expect, test } from "vitest";
import { parseCommand } from "../src/commands.js";

test.each([
  ["hello", { kind: "say", text: "hello" }],
  ["  two  ", { kind: "say", text: "  two  " }],
  ["//who", { kind: "say", text: "/who" }],
  ["/who", { kind: "who" }],
  ["/help ", { kind: "help" }],
  ["/quit", { kind: "quit" }],
  ["/whom is it", { kind: "unknown", word: "/whom" }],
  ["/constructor", { kind: "unknown", word: "/constructor" }],
  ["", { kind: "nothing" }],
  [" \t", { kind: "nothing" }],
])("%j asks for %j", (line, command) => {
  expect(parseCommand(line)).toEqual(command);
});
