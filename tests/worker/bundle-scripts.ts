import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
  await build({
    entryPoints: names.map((name) => join(SOURCE, `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@svs/source"],
    // CommonJS packages in it still ask for require.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  return {
    file: (name) => join(folder, `${name}.mjs`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
