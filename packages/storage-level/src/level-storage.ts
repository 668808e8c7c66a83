import { SvsError } from "@svs/core";
import { ClassicLevel } from "classic-level";
import type { Level } from "./level.js";
import { inspectFolder } from "./leveldb/inspect-folder.js";
import { MemberStorage } from "./member-storage.js";
import { openStores } from "./stores.js";

/** Options of {@link LevelStorage.open}. */
export interface LevelStorageOptions {
  /**
   * Octets of packets at the most. Default 1 GiB. Beyond it packets of other members are evicted, oldest put
   * first; own ones never are.
   */
  byteLimit?: number | undefined;
  /** Packets at the most. Default unlimited. Beyond it they are evicted likewise. */
  packetLimit?: number | undefined;
  /**
   * What the member's own publications and numbers survive from the moment that they are stored:
   *
   * - `power` (default): the end of the process, however it ends, and of the machine;
   * - `process`: the end of the process. Some times quicker; a machine that loses power may give numbers to two
   *   contents afterwards, unless it hears of them from the group first.
   *
   * What came from others, and the vectors, survive the end of the process.
   */
  durability?: "power" | "process" | undefined;
}

/** Where one member keeps its publications and its state: a LevelDB database in a folder of its own. */
export class LevelStorage extends MemberStorage {
  /**
   * Opens the database in a folder, which is made if it is not there. Takes a look at every name that is
   * stored, to see that none has got lost.
   * @returns the caller owns it and closes it, after the member.
   * @throws SvsError `store-in-use` if it is open already, in this process or another one; `store-damaged`;
   * `store-incompatible` if a newer version of this package, or something else, has written it;
   * `store-failed`; `invalid-argument`.
   */
  static async open(folder: string, options: LevelStorageOptions = {}): Promise<LevelStorage> {
    if (folder === "") {
      throw new SvsError("invalid-argument", "The storage needs the name of a folder.");
    }
    const isNew = await inspectFolder(folder);
    const level = new ClassicLevel(folder);
    return LevelStorage.of(level, options, { title: `The store in ${folder}`, isNew });
  }

  /**
   * Keeps everything in a database of the application's choice out of the Level family. It is not to be used
   * by anyone else, and is closed with the storage.
   * @throws SvsError as {@link open}.
   */
  static over(level: Level, options: LevelStorageOptions = {}): Promise<LevelStorage> {
    return LevelStorage.of(level, options, { title: "The store" });
  }

  private static async of(
    level: Level,
    { durability = "power", ...limits }: LevelStorageOptions,
    about: { title: string; isNew?: boolean },
  ): Promise<LevelStorage> {
    return new LevelStorage(await openStores(level, { ...limits, sync: durability === "power", ...about }));
  }
}
