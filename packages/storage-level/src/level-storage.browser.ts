import { SvsError } from "@svs/core";
import { BrowserLevel } from "browser-level";
import type { Level } from "./level.js";
import { MemberStorage } from "./member-storage.js";
import { openStores } from "./stores.js";
import { takeLock } from "./web-lock.js";

/** Options of {@link LevelStorage.open} in a browser. */
export interface LevelStorageOptions {
  /**
   * Octets of packets at the most. Default 1 GiB. Beyond it packets of other members are evicted, oldest put
   * first; own ones never are. The browser may set a lower limit, and then writing rejects with `store-failed`.
   */
  byteLimit?: number | undefined;
  /** Packets at the most. Default unlimited. Beyond it they are evicted likewise. */
  packetLimit?: number | undefined;
}

/** Where one member keeps its publications and its state: an IndexedDB database of this origin. */
export class LevelStorage extends MemberStorage {
  /**
   * Opens the database of that name. Takes a look at every name that is stored, to see that none has got lost.
   * @returns the caller owns it and closes it, after the member.
   * @throws SvsError `store-in-use` if it is open already, in this page or another one; `store-damaged`;
   * `store-incompatible` if a newer version of this package, or something else, has written it;
   * `store-failed`; `invalid-argument`.
   */
  static async open(name: string, limits: LevelStorageOptions = {}): Promise<LevelStorage> {
    if (name === "") {
      throw new SvsError("invalid-argument", "The storage needs a name.");
    }
    const title = `The store ${name}`;
    const onClosed = await takeLock(`svs-storage ${name}`, title);
    const level = new BrowserLevel(name, { prefix: "svs-storage-" });
    return new LevelStorage(await openStores(level, { ...limits, title, sync: false, onClosed }));
  }

  /**
   * Keeps everything in a database of the application's choice out of the Level family. It is not to be used
   * by anyone else, and is closed with the storage.
   * @throws SvsError as {@link open}.
   */
  static async over(level: Level, limits: LevelStorageOptions = {}): Promise<LevelStorage> {
    return new LevelStorage(await openStores(level, { ...limits, title: "The store", sync: false }));
  }
}
