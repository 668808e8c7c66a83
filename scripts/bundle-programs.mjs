// Makes one JavaScript file of each TypeScript program, from the packages' sources: for programs that are started in
// processes or threads of their own, many times.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * @param {Readonly<Record<string, string>>} sources - the programs, by name.
 * @param {string} folder - made if it is not there; gets `<name>.js` of each, ES modules. Inside the workspace if a program has native parts, which are
 * looked for from there.
 * @param {readonly import("esbuild").Plugin[]} [plugins]
 */
export async function bundlePrograms(sources, folder, plugins = []) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await build({
    entryPoints: Object.entries(sources).map(([out, source]) => ({ in: source, out })),
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@svs/source"],
    plugins: [...plugins],
    // It finds its native part beside itself.
    external: ["classic-level"],
    // CommonJS packages in it still ask for require.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
}
