import { access, constants, readdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Name } from "@ndn/packet";
import { shownName } from "../chat-name.js";
import { cannotKeep } from "../file-failure.js";
import { groupFolder } from "../room-folder.js";
import type { Finding } from "./finding.js";

/** Judges the place where a chat keeps what is said in a group. Makes nothing there. */
export async function storeFinding(place: string, group: Name): Promise<Finding> {
  const folder = groupFolder(place, group);
  try {
    await ensureUsable(folder);
    const { rooms, octets } = await survey(folder);
    const what = `What is said in ${shownName(group)}`;
    return {
      verdict: "ok",
      sentence:
        rooms === 0
          ? `${what} will be kept in ${place}; nothing of it is there yet.`
          : `${what} is kept in ${place}: ${rooms} ${rooms === 1 ? "room" : "rooms"} in ${shownSize(octets)}.`,
    };
  } catch (error) {
    return { verdict: "failed", sentence: cannotKeep(folder, error as Error) };
  }
}

/** @throws if nothing can be made in a folder, or in the nearest one above it that is there. */
async function ensureUsable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) {
      throw error;
    }
    await ensureUsable(parent);
  }
}

/** How many rooms of a group are kept, and what they take of the disk. */
async function survey(folder: string): Promise<{ readonly rooms: number; readonly octets: number }> {
  let rooms = 0;
  let octets = 0;
  for (const entry of await ifThere(readdir(folder, { recursive: true, withFileTypes: true }), [])) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) {
      octets += await ifThere(sizeOf(path), 0); // a chat that runs may remove some
    } else if (relative(folder, path).split(sep).length === 2) {
      rooms++; // below its dialect and secret
    }
  }
  return { rooms, octets };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

async function ifThere<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return otherwise;
    }
    throw error;
  }
}

function shownSize(octets: number): string {
  return octets < 1e6 ? `${Math.ceil(octets / 1e3)} kB` : `${(octets / 1e6).toFixed(1)} MB`;
}
