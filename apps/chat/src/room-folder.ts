import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Name } from "@ndn/packet";
import type { Dialect } from "@svs/core";

/** Whose room it is: each has a folder of its own. */
export interface RoomId {
  readonly group: Name;
  readonly dialect: Pick<Dialect, "name">;
  /** Of the secret of a private room; `undefined` if everybody may listen. */
  readonly keyId: Uint8Array | undefined;
  readonly node: Name;
}

/** So that the whole path stays below the 260 characters that Windows takes. */
const LENGTH_MAX = 64;
const DIGEST_LENGTH = 32;

const GENERIC = 8;

/** Where all rooms of a group are kept. @param place - where all groups are. */
export function groupFolder(place: string, group: Name): string {
  return join(place, fileName(group));
}

/** Where one room is kept. @param place - where all groups are. */
export function roomFolder(place: string, { group, dialect, keyId, node }: RoomId): string {
  // Who is in the open group and in a private room of it is in two rooms.
  const room = keyId ? `${dialect.name}~${Buffer.from(keyId).toString("hex")}` : dialect.name;
  return join(groupFolder(place, group), room, fileName(node));
}

/**
 * A name as one name of a file: two names are two files, also where a file system takes no notice of case, of
 * accents' spelling, or of what is behind a dot, and no name is one that a platform keeps for itself.
 */
function fileName(name: Name): string {
  const full = name.comps
    .map(({ type, value }) => `+${type === GENERIC ? "" : `${type}=`}${Array.from(value, octet).join("")}`)
    .join("");
  if (full.length <= LENGTH_MAX) {
    return full;
  }
  const digest = createHash("sha256").update(full).digest("hex").slice(0, DIGEST_LENGTH);
  return `${full.slice(0, LENGTH_MAX - DIGEST_LENGTH - 1)}~${digest}`;
}

function octet(value: number): string {
  const character = String.fromCharCode(value);
  return /[a-z0-9-]/.test(character) ? character : `%${value.toString(16).padStart(2, "0")}`;
}
