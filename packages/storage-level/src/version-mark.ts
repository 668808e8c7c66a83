import { SvsError } from "@svs/core";
import type { Database } from "./database.js";
import { markKey } from "./keys.js";

/** Of what is written under the keys. A change that older versions cannot read raises it. */
const VERSION = 1;

const MARK = /^@svs\/storage-level (\d+)$/;

/**
 * Marks a new database, or makes sure that an old one can be read.
 * @param isNew - whether nothing was there before it was opened; `undefined` if nobody can tell.
 * @throws SvsError `store-incompatible`, `store-damaged`, `store-failed`.
 */
export async function checkVersion(database: Database, isNew: boolean | undefined): Promise<void> {
  const mark = await database.get(markKey);
  if (mark) {
    const [, version] = MARK.exec(new TextDecoder().decode(mark)) ?? [];
    if (version === undefined) {
      throw database.damaged("its version mark cannot be read");
    }
    if (Number(version) > VERSION) {
      throw new SvsError(
        "store-incompatible",
        `${database.title} is of version ${version}, and this program reads versions up to ${VERSION}; use a newer @svs/storage-level.`,
      );
    }
    return;
  }
  if (await database.first({ gte: new Uint8Array(), lt: Uint8Array.of(0xff) })) {
    throw new SvsError(
      "store-incompatible",
      `${database.title} was not written by @svs/storage-level; name another place.`,
    );
  }
  if (isNew === false) {
    throw database.damaged("its files are there, and nothing in them");
  }
  const value = new TextEncoder().encode(`@svs/storage-level ${VERSION}`);
  await database.write([{ key: markKey, value }], true);
}
