import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "../../scripts/bundle-programs.mjs";

const OWN = fileURLToPath(new URL("scripts/", import.meta.url));
/** What the bundles leave outside is looked for from there. */
const TARGET = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** Scripts for worker threads and processes, a JavaScript file each, side by side. */
export interface Scripts extends Disposable {
  file(name: string): string;
}

/**
 * Bundles scripts of this folder's `scripts/`.
 * @param texts - further ones, TypeScript by name.
 * @returns the caller disposes of them.
 */
export async function bundleScripts(
  names: readonly string[],
  texts: Readonly<Record<string, string>> = {},
): Promise<Scripts> {
  const folder = mkdtempSync(join(TARGET, ".worker-scripts-"));
  const sources = Object.fromEntries(names.map((name) => [name, join(OWN, `${name}.ts`)]));
  for (const [name, text] of Object.entries(texts)) {
    sources[name] = join(folder, `${name}.ts`);
    writeFileSync(sources[name], text);
  }
  await bundlePrograms(sources, folder);
  return {
    file: (name) => join(folder, `${name}.js`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
