import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles a file of this folder for browsers, from the packages' sources, as a careful
 * application would: minified ES modules.
 */
export async function bundleForBrowser(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["browser", "@svs/source"],
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) {
    throw new Error(`Nothing was bundled from ${entry}.`);
  }
  return file.contents;
}
