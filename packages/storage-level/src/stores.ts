import type { PublicationStore, StateStore } from "@svs/core";
import { SvsError } from "@svs/core";
import { Database } from "./database.js";
import type { Level } from "./level.js";
import { LevelPublicationStore } from "./level-publication-store.js";
import { LevelStateStore } from "./level-state-store.js";
import { checkVersion } from "./version-mark.js";

/** Both stores of a member, in one database. */
export interface Stores {
  readonly publications: PublicationStore;
  readonly state: StateStore;
}

/** How {@link openStores} opens them. */
export interface StoresOptions {
  /** What the database is called in messages, as in `The store in /var/lib/alice`. */
  readonly title: string;
  /** Octets of packets at the most. Default 1 GiB. */
  readonly byteLimit?: number | undefined;
  /** Packets at the most. Default unlimited. */
  readonly packetLimit?: number | undefined;
  /** Whether own packets and numbers must be on the medium, and not only with the operating system. */
  readonly sync: boolean;
  /** Whether nothing was ever written there; `undefined` if nobody can tell. */
  readonly isNew?: boolean | undefined;
  /** Called once, after the database is closed. */
  readonly onClosed?: (() => void) | undefined;
}

/**
 * Opens both stores in a database, which is closed when both of them are closed, or when this rejects.
 * @throws SvsError `store-incompatible`, `store-damaged`, `store-failed`, `invalid-argument`.
 */
export async function openStores(level: Level, options: StoresOptions): Promise<Stores> {
  const { title, sync, isNew, onClosed } = options;
  const { byteLimit = 2 ** 30, packetLimit = Number.POSITIVE_INFINITY } = options;
  const database = new Database(level, title);
  try {
    if (!(byteLimit > 0)) {
      throw new SvsError("invalid-argument", "byteLimit must be a number of octets above 0.");
    }
    if (!(packetLimit >= 1)) {
      throw new SvsError("invalid-argument", "packetLimit must be a number of packets, 1 or more.");
    }
    await database.open();
    await checkVersion(database, isNew);
    let inUse = 2;
    const onClose = async (): Promise<void> => {
      inUse--;
      if (inUse === 0) {
        await database.close();
        onClosed?.();
      }
    };
    return {
      publications: await LevelPublicationStore.open(database, {
        limits: { byteLimit, packetLimit },
        sync,
        onClose,
      }),
      state: new LevelStateStore(database, { sync, onClose }),
    };
  } catch (error) {
    await database.close().catch(() => undefined);
    onClosed?.();
    throw error;
  }
}
