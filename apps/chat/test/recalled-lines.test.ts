import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import type { RecalledMessage } from "../src/recall.js";
import { recalledLines } from "../src/recalled-lines.js";

const RULE = "\u2500\u2500 new from here \u2500\u2500";

function message(text: string, from = "/bob"): RecalledMessage {
  return { node: new Name(from), bootstrapTime: 1, seqNo: 1, own: from === "/alice", text };
}

test("each is a line that is safe to print, and a rule ends them", () => {
  const messages = [message("hello"), message("h\u00e9 \x1b[2J\n", "/alice")];
  expect(recalledLines(messages, { columns: 40, rows: 24 })).toEqual([
    "/bob: hello",
    "YOU: h\u00e9 \\x1b[2J\\n",
    RULE,
  ]);
});

test("the last ones fill a screen, and leave room for what comes below", () => {
  const messages = Array.from({ length: 30 }, (_, i) => message(String(i)));
  const lines = recalledLines(messages, { columns: 40, rows: 10 });
  expect(lines).toEqual([..."456789"].map((digit) => `/bob: 2${digit}`).concat(RULE));
});

test("long ones take several rows, and none is shown by half", () => {
  const messages = [message("1"), message("x".repeat(80)), message("\u6f22".repeat(20)), message("4")];
  const shown = (rows: number) => recalledLines(messages, { columns: 40, rows }).map((line) => line.at(-1));
  expect(shown(10)).toEqual(["x", "\u6f22", "4", "\u2500"]);
  expect(shown(8)).toEqual(["\u6f22", "4", "\u2500"]);
});

test("nothing is shown of nothing, nor where there is no room", () => {
  expect(recalledLines([], { columns: 40, rows: 24 })).toEqual([]);
  expect(recalledLines([message("1")], { columns: 0, rows: 0 })).toEqual([]);
});
