import { sep } from "node:path";
import { Component, Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { roomFolder } from "../src/room-folder.js";

const room = { group: new Name("/svs"), dialect: { name: "v3-shared" }, keyId: undefined };

function folderOf(node: Name): string {
  return roomFolder("place", { ...room, node });
}

test("a room has a folder below its group, its dialect and its secret", () => {
  const node = new Name("/alice");
  expect(folderOf(node).split(sep)).toEqual(["place", "+svs", "v3-shared", "+alice"]);
  expect(roomFolder("place", { ...room, keyId: Uint8Array.of(1, 0xab), node }).split(sep)).toEqual([
    "place",
    "+svs",
    "v3-shared~01ab",
    "+alice",
  ]);
});

const NAMES: readonly Name[] = [
  new Name("/alice"),
  new Name("/Alice"),
  new Name("/ALICE"),
  new Name("/a/lice"),
  new Name("/a+lice"),
  new Name("/a%2Flice"),
  new Name("/a%5Clice"),
  new Name("/.../...."), // as octets: none, and one dot
  new Name("/...."),
  new Name("/....."),
  new Name("/con"),
  new Name("/nul.txt"),
  new Name("/alice."),
  new Name("/alice%20"),
  new Name("/%00"),
  new Name([new Component(8, "\u00e9")]),
  new Name([new Component(8, "e\u0301")]),
  new Name([new Component(8, "32=x")]),
  new Name([new Component(32, "x")]),
  new Name([new Component(8, "x")]),
  new Name([new Component(8, "~")]),
  new Name([new Component(8, "x".repeat(250))]),
  new Name([new Component(8, `${"x".repeat(249)}y`)]),
  new Name([new Component(8, "\u6f22".repeat(80))]),
];

test("two names are two folders on every file system, and none leads elsewhere", () => {
  const last = NAMES.map((node) => folderOf(node).split(sep).slice(3));
  for (const parts of last) {
    expect(parts).toEqual([expect.stringMatching(/^\+[a-z0-9+=%~-]{0,63}$/)]);
  }
  expect(new Set(last.map(([part]) => part)).size).toBe(NAMES.length);
});
