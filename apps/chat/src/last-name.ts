import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Name } from "@ndn/packet";
import { parseChatName, shownName } from "./chat-name.js";
import { groupFolder } from "./room-folder.js";

/** The name that was last used at a terminal in a group; `undefined` if none is known. */
export async function lastName(place: string, group: Name): Promise<Name | undefined> {
  try {
    return parseChatName(await readFile(fileOf(place, group), "utf8"), "name", "alice");
  } catch {
    return undefined; // nothing is there that could be offered: then the name is typed
  }
}

/** Remembers it, as far as that can be done, in a group of which a room is kept. */
export async function rememberName(place: string, group: Name, node: Name): Promise<void> {
  await writeFile(fileOf(place, group), `${shownName(node)}\n`, { mode: 0o600 }).catch(() => undefined);
}

function fileOf(place: string, group: Name): string {
  return join(groupFolder(place, group), "last-name");
}
