import { join } from "node:path";
import { type PublicationStore, type StateStore, SvsError } from "@svs/core";
import { LevelStorage } from "@svs/storage-level";
import { shownName } from "./chat-name.js";
import { cannotKeep } from "./file-failure.js";
import { makeFolder } from "./make-folder.js";
import { type RoomId, roomFolder } from "./room-folder.js";
import type { ShownLog } from "./shown-log.js";
import { ShownLogFile } from "./shown-log-file.js";

/** Octets of messages; beyond it those of others are forgotten, the oldest first. Opening reads all of them. */
const BYTE_LIMIT = 2 ** 28;

/** What of a room is there when it is entered again: what was said, and who one is. One process has it. */
export class RoomStore implements AsyncDisposable {
  /**
   * @param place - where all rooms are kept; made, for the user alone, if it is not there.
   * @throws SvsError `store-in-use`, `store-damaged`, `store-incompatible`, `store-failed`: one sentence that says
   * what to do.
   */
  static async open(place: string, id: RoomId): Promise<RoomStore> {
    const folder = roomFolder(place, id);
    try {
      await makeFolder(folder);
      const storage = await LevelStorage.open(join(folder, "store"), { byteLimit: BYTE_LIMIT });
      try {
        return new RoomStore(storage, await ShownLogFile.open(join(folder, "shown")));
      } catch (error) {
        await storage.close();
        throw error;
      }
    } catch (cause) {
      throw explain(cause as Error, folder, id);
    }
  }

  private constructor(
    private readonly storage: LevelStorage,
    private readonly shownFile: ShownLogFile,
  ) {}

  get publications(): PublicationStore {
    return this.storage.publications;
  }

  get state(): StateStore {
    return this.storage.state;
  }

  get shown(): ShownLog {
    return this.shownFile.log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shownFile[Symbol.asyncDispose]();
    await this.storage.close();
  }
}

function explain(cause: Error, folder: string, { node, group }: RoomId): Error {
  switch (SvsError.is(cause) ? cause.code : "store-failed") {
    case "store-in-use":
      return new SvsError(
        "store-in-use",
        `${shownName(node)} is in ${shownName(group)} already, in another chat of yours; leave that one, or take another name (-n).`,
        { cause },
      );
    case "store-damaged":
      return new SvsError(
        "store-damaged",
        `What is kept in ${folder} is damaged; delete that folder, and what the others have comes back, or name another place (--store DIR).`,
        { cause },
      );
    case "store-incompatible":
      return new SvsError(
        "store-incompatible",
        `What is kept in ${folder} was written by a newer svs-chat, or by something else; use a newer one, or name another place (--store DIR).`,
        { cause },
      );
    default:
      return new SvsError("store-failed", cannotKeep(folder, cause), { cause });
  }
}
