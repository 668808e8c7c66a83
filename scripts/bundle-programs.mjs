// Makes one JavaScript file of each TypeScript program, from the packages' sources: for programs that are started in
// processes or threads of their own, many times.
import { build } from "esbuild";

/**
 * @param {Readonly<Record<string, string>>} sources - the programs, by name.
 * @param {string} folder - gets `<name>.mjs` of each. Inside the workspace if a program has native parts, which are
 * looked for from there.
 * @param {readonly import("esbuild").Plugin[]} [plugins]
 */
export async function bundlePrograms(sources, folder, plugins = []) {
  await build({
    entryPoints: Object.entries(sources).map(([out, source]) => ({ in: source, out })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
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
