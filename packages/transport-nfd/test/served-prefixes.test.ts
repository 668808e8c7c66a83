import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { ServedPrefix } from "../src/served-prefix.js";
import { ServedPrefixes } from "../src/served-prefixes.js";

function serve(...prefixes: string[]): ServedPrefixes {
  const table = new ServedPrefixes();
  for (const prefix of prefixes) {
    table.add(new ServedPrefix(new Name(prefix), () => undefined, undefined, undefined));
  }
  return table;
}

test.each([
  ["/a/b/c/d", "/8=a/8=b/8=c"],
  ["/a/b/c", "/8=a/8=b/8=c"],
  ["/a/b/cc", "/8=a"],
  ["/a", "/8=a"],
  ["/b", "/"],
  ["/", "/"],
])("the longest prefix of %s is %s", (name, prefix) => {
  expect(String(serve("/", "/a", "/a/b/c").longestMatch(new Name(name))?.prefix)).toBe(prefix);
});

test("without a match there is none", () => {
  expect(serve("/a/b").longestMatch(new Name("/a"))).toBeUndefined();
  expect(serve().longestMatch(new Name("/a"))).toBeUndefined();
});
