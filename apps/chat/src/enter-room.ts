import type { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import type { ChatArguments } from "./arguments.js";
import { askName } from "./ask-name.js";
import { placeOf } from "./default-place.js";
import { lastNames, rememberName } from "./last-names.js";
import type { RoomId } from "./room-folder.js";
import { RoomStore } from "./room-store.js";
import type { ChatOptions } from "./run-chat.js";

/** Who one is in a room, and what is there of it already. */
export interface EnteredRoom {
  readonly node: Name;
  /** Owned by whoever entered; `undefined` if nothing is kept. */
  readonly store: RoomStore | undefined;
}

/**
 * Settles the name, asking for it at a terminal, and takes up what is kept of the room under it.
 * @returns `undefined` if the user would rather leave.
 * @throws SvsError `invalid-argument`, and as `RoomStore.open`.
 */
export async function enterRoom(
  asked: ChatArguments,
  keyId: Uint8Array | undefined,
  onTerminal: boolean,
  options: Pick<ChatOptions, "process" | "leaving" | "home">,
): Promise<EnteredRoom | undefined> {
  const { group, dialect } = asked;
  const place = asked.ephemeral ? undefined : placeOf(asked.store, options.process.env, options.home);
  const enter = async (node: Name): Promise<EnteredRoom> => ({
    node,
    store:
      place === undefined ? undefined : await openStore(place, { group, dialect, keyId, node }, onTerminal),
  });
  if (asked.node) {
    return enter(asked.node);
  }
  if (!onTerminal) {
    throw new SvsError(
      "invalid-argument",
      "a name is needed, as there is no terminal to ask at; give one with -n alice.",
    );
  }
  const offered = place === undefined ? [] : await lastNames(place, group);
  return askName(options.process, options.leaving, { offered, take: enter });
}

async function openStore(place: string, id: RoomId, isPerson: boolean): Promise<RoomStore> {
  const store = await RoomStore.open(place, id);
  if (isPerson) {
    await rememberName(place, id.group, id.node);
  }
  return store;
}
