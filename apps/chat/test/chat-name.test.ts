import { Component, Name } from "@ndn/packet";
import { describe, expect, test } from "vitest";
import { parseChatName, shownName } from "../src/chat-name.js";

const parse = (text: string) => parseChatName(text, "name", "-n alice");
const octets = (name: Name) => Buffer.from(name.value).toString("hex");

describe("names as people type them", () => {
  test.each([
    ["alice", "0805616c696365", "/alice"],
    ["/alice", "0805616c696365", "/alice"],
    ["ndn:/a/b/", "080161080162", "/a/b"],
    [" alice\t", "0805616c696365", "/alice"],
    ["zo\u00eb", "08047a6fc3ab", "/zo\u00eb"],
    ["\u6f22\u5b57", "0806e6bca2e5ad97", "/\u6f22\u5b57"],
    ["a%20b", "0803612062", "/a%20b"],
    ["a b", "0803612062", "/a%20b"],
    ["32=x", "200178", "/32=x"],
    ["%ff", "0801ff", "/%FF"],
    ["\u{1f600}", "0804f09f9880", "/%F0%9F%98%80"],
  ])("%j", (text, value, shown) => {
    const name = parse(text);
    expect(octets(name)).toBe(value);
    expect(shownName(name)).toBe(shown);
    expect(octets(parse(shown))).toBe(value);
  });

  test.each([
    ["", "it has no component"],
    ["a//b", "a component between two slashes is empty"],
    ["a/..", "a component of dots alone has a meaning of its own"],
    ["50%", "a percent sign needs two hexadecimal digits behind it"],
    ["a\x1b[31mb", "it has a control character in it"],
    ["1=ab", "a component of type 1 cannot be chosen"],
    ["0=ab", "a component of type 0 cannot be chosen"],
    ["65536=a", "a component of type 65536 cannot be chosen"],
    ["x".repeat(300), "it is 304 octets long, and 255 are the most"],
  ])("%j is refused", (text, why) => {
    expect(() => parse(text)).toThrow(`is no usable name: ${why}; write, for example, -n alice.`);
  });

  test("a refusal repeats no control characters", () => {
    expect(() => parse("a\x1bb")).toThrow('"a?b" is no usable name');
  });

  test("other people's names reach the terminal as plain characters only", () => {
    const hostile = new Name([new Component(8, Buffer.from("\x1b[2J"))]);
    expect(shownName(hostile)).toBe("/%1B%5B2J");
    expect(shownName(new Name("/8="))).toBe("/...");
    expect(shownName(new Name("/a/8=.."))).toBe("/a/.....");
  });
});
