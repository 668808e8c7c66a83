import { expect, test } from "vitest";
import { printableText } from "../src/printable-text.js";

test.each([
  ["hello \u00e9 \u6f22 \u{1f469}\u200d\u{1f4bb}", "hello \u00e9 \u6f22 \u{1f469}\u200d\u{1f4bb}"],
  ["\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
  ["\x9b2J", "\\x9b2J"],
  ["a\nb\rc\td", "a\\nb\\rc    d"],
  ["\x7f\0", "\\x7f\\x00"],
  ["\u202egnp.exe", "\\u{202e}gnp.exe"],
  ["\u2028\u2029\ufeff", "\\u{2028}\\u{2029}\\u{feff}"],
  ["\ud800x", "\\u{d800}x"],
  ["C:\\new", "C:\\new"],
])("%j is printed as %j", (text, printed) => {
  expect(printableText(text)).toBe(printed);
});
