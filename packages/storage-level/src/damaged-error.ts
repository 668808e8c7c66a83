import { SvsError } from "@svs/core";

/**
 * @param title - what is damaged, as in `The store in /var/lib/alice`.
 * @param why - a clause, as in `its log is missing`.
 */
export function damagedError(title: string, why: string, cause?: unknown): SvsError {
  return new SvsError(
    "store-damaged",
    `${title} is damaged (${why}); restore it from a backup, or delete it and start anew.`,
    cause === undefined ? {} : { cause },
  );
}
