import { SvsError } from "@svs/core";
import { python02Shared, pythonShared, v2, v3Shared } from "@svs/core/dialects";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/arguments.js";
import { shownName } from "../src/chat-name.js";
import { USAGE } from "../src/help-text.js";

function refusal(...argv: string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    expect(SvsError.is(error, "invalid-argument")).toBe(true);
    return (error as Error).message;
  }
  throw new Error(`${argv.join(" ")} was accepted`);
}

describe("the command line", () => {
  test("leaves everything open but the group, which is /svs", () => {
    const { node, group, dialect, ...rest } = parseArguments([]);
    expect(dialect).toBe(v3Shared);
    expect(node).toBeUndefined();
    expect(shownName(group)).toBe("/svs");
    expect(rest).toEqual({
      ephemeral: false,
      help: false,
      version: false,
      forwarder: undefined,
      lineMode: false,
      logLevel: "info",
    });
  });

  test.each([
    [["-n", "alice", "-gp", "/a/b"]],
    [["-nalice", "-gp=/a/b"]],
    [["--nodename", "/alice", "--groupprefix", "a/b"]],
    [["--nodename=alice", "--groupprefix=/a/b/"]],
  ])("takes name and group from %j", (argv) => {
    const { node, group } = parseArguments(argv);
    expect(node && shownName(node)).toBe("/alice");
    expect(shownName(group)).toBe("/a/b");
  });

  test("takes the other options", () => {
    const asked = parseArguments(["--forwarder", "tcp://h:1", "--line-mode", "--log-level", "debug"]);
    expect(asked).toMatchObject({ forwarder: "tcp://h:1", lineMode: true, logLevel: "debug" });
  });

  test.each([
    ["v3", v3Shared],
    ["v2", v2],
    ["python", pythonShared],
    ["python-0.2", python02Shared],
  ])("takes the dialect %s, with the names of that peer's chat", (name, dialect) => {
    expect(parseArguments(["--dialect", name]).dialect).toBe(dialect);
    expect(USAGE).toContain(name);
  });

  test("helps even if the rest is wrong", () => {
    expect(parseArguments(["-h", "-n", "/"]).help).toBe(true);
    expect(parseArguments(["--version", "-gp", "//"]).version).toBe(true);
  });

  test.each([
    [["--nodenam", "x"], "there is no option --nodenam; svs-chat --help lists what can be said."],
    [["-x"], "there is no option -x; svs-chat --help lists what can be said."],
    [["alice"], '"alice" is not expected; svs-chat --help lists what can be said.'],
    [
      ["--secret", "some words", "--secret-file", "f"],
      "--secret and --secret-file are two ways to say one thing; svs-chat --help lists what can be said.",
    ],
    [
      ["--store", "here", "--ephemeral"],
      "--store keeps what is said, and --ephemeral keeps nothing: give one of them; svs-chat --help lists what can be said.",
    ],
    [["--store"], "--store needs a value behind it; svs-chat --help lists what can be said."],
    [["-n"], "-n needs a value behind it; svs-chat --help lists what can be said."],
    [["-gp"], "-gp/--groupprefix needs a value behind it; svs-chat --help lists what can be said."],
    [["--line-mode=yes"], "--line-mode takes no value; svs-chat --help lists what can be said."],
    [
      ["--dialect", "v4"],
      '--dialect is one of v3, v2, python, python-0.2, not "v4"; svs-chat --help lists what can be said.',
    ],
    [
      ["--log-level", "loud"],
      '--log-level is one of error, warn, info, debug, not "loud"; svs-chat --help lists what can be said.',
    ],
    [["-n", "/"], '"/" is no usable name: it has no component; write, for example, -n alice.'],
    [
      ["-gp", "/a//b"],
      '"/a//b" is no usable group prefix: a component between two slashes is empty; write, for example, -gp /svs.',
    ],
  ])("refuses %j in one sentence", (argv, sentence) => {
    expect(refusal(...argv)).toBe(sentence);
  });
});
