import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "../../scripts/bundle-programs.mjs";

const SOURCE = fileURLToPath(new URL("scripts/", import.meta.url));
/** What stays outside of the bundles is looked for from there. */
const TARGET = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** The scripts of this folder's `scripts/`, a JavaScript file each, for worker threads and processes. */
export interface Scripts extends Disposable {
  file(name: string): string;
}

/** @returns the caller disposes of them. */
export async function bundleScripts(...names: readonly string[]): Promise<Scripts> {
  const folder = mkdtempSync(join(TARGET, ".worker-scripts-"));
  await bundlePrograms(Object.fromEntries(names.map((name) => [name, join(SOURCE, `${name}.ts`)])), folder);
  return {
    file: (name) => join(folder, `${name}.mjs`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
