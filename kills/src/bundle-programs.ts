import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("programs/", import.meta.url));
/** Inside the workspace: what stays outside of the bundles is looked for from there. */
const TARGET = fileURLToPath(new URL("../.programs/", import.meta.url));

/** The programs under test, a JavaScript file each: hundreds of them are started. */
export interface Programs extends AsyncDisposable {
  readonly writer: string;
  readonly reader: string;
}

/** @returns the caller disposes of them. */
export async function bundlePrograms(): Promise<Programs> {
  await mkdir(TARGET, { recursive: true });
  const folder = await mkdtemp(join(TARGET, "run-"));
  await build({
    entryPoints: ["writer", "reader"].map((program) => join(SOURCE, `${program}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
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
  return {
    writer: join(folder, "writer.mjs"),
    reader: join(folder, "reader.mjs"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
