import { Name } from "@ndn/packet";
import type { MemberStatus } from "@svs/core";
import { expect, test } from "vitest";
import { chatMembers, whoLines } from "../src/who.js";

function row(node: string, status: Partial<MemberStatus>): MemberStatus {
  return {
    node: new Name(node),
    bootstrapTime: 1,
    seqNo: 1,
    delivered: 1,
    behindBy: 0,
    own: false,
    lastHeard: undefined,
    ...status,
  };
}

test("one line for each name, all its starts together, in canonical order", () => {
  const rows = [
    row("/bob", { behindBy: 1, lastHeard: 1_000 }),
    row("/bob", { bootstrapTime: 9, behindBy: 2, lastHeard: 58_000 }),
    row("/al", { lastHeard: 99_000 }),
    row("/me", { own: true, bootstrapTime: 5 }),
    row("/dora", {}),
    row("/early", { lastHeard: -7_300_000, behindBy: 1 }),
  ];
  const members = chatMembers(rows, new Name("/me"));
  expect(whoLines(members, 100_000)).toEqual([
    "  /al     last heard just now",
    "  /me     you",
    "  /bob    last heard 42 s ago, 3 messages still to come",
    "  /dora   not heard yet",
    "  /early  last heard 2 h 3 min ago, 1 message still to come",
  ]);
});

test("oneself is there before the first message, and a clock that was set back is no future", () => {
  expect(whoLines(chatMembers([], new Name("/me")), 0)).toEqual(["  /me  you"]);
  const members = chatMembers([row("/bob", { lastHeard: 5_000 })], new Name("/me"));
  expect(whoLines(members, 0)[1]).toBe("  /bob  last heard just now");
});
