import { join } from "node:path";
import { root, type WorkspacePackage } from "../layering/workspace.js";

/** One way into a package. */
export interface SourceEntry {
  /** As a user imports it, with the condition that leads there: `@svs/x`, `@svs/x (browser)`. */
  readonly label: string;
  /** The source file's path. */
  readonly file: string;
}

/** The entries of a package that are modules, as its `@svs/source` conditions name them. */
export function sourceEntries({ directory, manifest }: WorkspacePackage): SourceEntry[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, conditions]) => {
    const source = typeof conditions === "string" ? undefined : conditions["@svs/source"];
    const specifier = `${manifest.name}${subpath.slice(1)}`;
    if (source === undefined) {
      return [];
    }
    const byCondition = typeof source === "string" ? { default: source } : source;
    return Object.entries(byCondition).map(([condition, file]) => ({
      label: condition === "default" ? specifier : `${specifier} (${condition})`,
      file: join(root, directory, String(file)),
    }));
  });
}
