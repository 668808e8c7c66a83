import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Name } from "@ndn/packet";
import { parseChatName, shownName } from "./chat-name.js";
import { groupFolder } from "./room-folder.js";

/** So many are remembered. */
const COUNT = 8;

/** The names that were used at terminals in a group, the last one first. */
export async function lastNames(place: string, group: Name): Promise<Name[]> {
  try {
    const lines = (await readFile(fileOf(place, group), "utf8")).trimEnd().split("\n");
    return lines.map((line) => parseChatName(line, "name", "alice"));
  } catch {
    return []; // nothing is there that could be offered: then the name is typed
  }
}

/** Puts a name first, as far as that can be done, in a group of which a room is kept. */
export async function rememberName(place: string, group: Name, node: Name): Promise<void> {
  const others = (await lastNames(place, group)).filter((name) => !name.equals(node));
  const lines = [node, ...others].slice(0, COUNT).map((name) => `${shownName(name)}\n`);
  await writeFile(fileOf(place, group), lines.join(""), { mode: 0o600 }).catch(() => undefined);
}

function fileOf(place: string, group: Name): string {
  return join(groupFolder(place, group), "names");
}
