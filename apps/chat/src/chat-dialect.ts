import type { Dialect } from "@svs/core";
import { python02Shared, pythonShared, v2, v3Shared } from "@svs/core/dialects";

/** The name of the one that is spoken unless asked otherwise. */
export const DEFAULT_DIALECT = "v3";

/**
 * By the names of `--dialect`: those in which members serve what others said, as the Python library's own chat does;
 * but for `v2`, whose members on NDNts know no such thing.
 */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  [DEFAULT_DIALECT, v3Shared],
  ["v2", v2],
  ["python", pythonShared],
  ["python-0.2", python02Shared],
]);

/** What `--dialect` may be. */
export const CHAT_DIALECTS: readonly string[] = [...DIALECTS.keys()];

/** The dialect of that name; `undefined` if there is none. */
export function chatDialect(name: string): Dialect | undefined {
  return DIALECTS.get(name);
}
