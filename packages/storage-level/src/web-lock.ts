import { SvsError, systemClock } from "@svs/core";

/** Milliseconds to wait for a page that is just being left. */
const PATIENCE = 1_000;

/**
 * Takes a lock of this origin: IndexedDB lets several pages write to one database.
 * @param title - what it is for, as in `The store alice`.
 * @returns lets go of it. The browser does so, too, when the page is left.
 * @throws SvsError `store-in-use`, `store-failed`.
 */
export async function takeLock(name: string, title: string): Promise<() => void> {
  const { locks } = globalThis.navigator;
  if (locks === undefined) {
    throw new SvsError(
      "store-failed",
      `${title} needs Web Locks, which this page does not have; serve it over https, or from localhost.`,
    );
  }
  const patience = new AbortController();
  const timer = systemClock.schedule(PATIENCE, () => patience.abort());
  return new Promise((resolve, reject) => {
    const hold = (): Promise<void> => {
      timer.cancel();
      return new Promise((release) => resolve(release));
    };
    locks.request(name, { signal: patience.signal }, hold).catch((cause: unknown) => {
      timer.cancel();
      reject(
        patience.signal.aborted
          ? new SvsError("store-in-use", `${title} is open already; a store belongs to one member.`)
          : new SvsError("store-failed", `${title} could not be locked: ${String(cause)}`, { cause }),
      );
    });
  });
}
