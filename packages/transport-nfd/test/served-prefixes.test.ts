import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { ServedPrefix } from "../src/served-prefix.js";
import { ServedPrefixes } from "../src/served-prefixes.js";

function serve(...prefixes: string[]): ServedPrefixes {
  const table = new ServedPrefixes();
  for (const prefix of prefixes) {
    table.add(new ServedPrefix(new Name(prefix), () => undefined, {}));
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

test("an Interest is shown by its name alone, to those that hear and are still served", () => {
  const table = new ServedPrefixes();
  const shown: string[] = [];
  const served = ["/a", "/a/b", "/"].map((uri) => {
    const hear = (): boolean => shown.push(uri) > 9;
    return new ServedPrefix(new Name(uri), () => undefined, { hear });
  });
  for (const one of served) {
    table.add(one);
  }
  table.add(new ServedPrefix(new Name("/c"), () => undefined, {}));
  const shownOf = (uri: string, behind: string): string[] => {
    const { value } = new Name(uri);
    const packet = Uint8Array.of(0x05, 0x07, ...value, ...new Name(behind).value);
    table.hear(packet, 2, 2 + value.length);
    return shown.splice(0);
  };
  expect(shownOf("/a/b/c", "/")).toEqual(["/a", "/a/b", "/"]);
  expect(shownOf("/a", "/b")).toEqual(["/a", "/"]);
  expect(shownOf("/", "/a/b")).toEqual(["/"]);
  expect(shownOf("/c", "/")).toEqual(["/"]);
  table.delete(served[0]!);
  expect(shownOf("/a/b", "/")).toEqual(["/a/b", "/"]);
});
