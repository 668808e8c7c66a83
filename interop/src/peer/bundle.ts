import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const TARGET = fileURLToPath(new URL("../../.peers/programs/", import.meta.url));

const bundles = new Map<string, Promise<string>>();

/**
 * One JavaScript file of a TypeScript program and all that it imports, made anew once in each run: a
 * matrix starts hundreds of members, and each would translate the sources for itself.
 * @returns the file.
 */
export function bundle(name: string, source: string): Promise<string> {
  let made = bundles.get(name);
  if (!made) {
    made = make(name, source);
    bundles.set(name, made);
  }
  return made;
}

async function make(name: string, source: string): Promise<string> {
  await mkdir(TARGET, { recursive: true });
  const outfile = join(TARGET, `${name}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@svs/source"],
    // It finds its native part beside itself.
    external: ["classic-level"],
    // CommonJS packages in it still ask for require.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}
