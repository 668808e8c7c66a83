import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePrograms as bundle } from "../../scripts/bundle-programs.mjs";

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
  await bundle({ writer: join(SOURCE, "writer.ts"), reader: join(SOURCE, "reader.ts") }, folder);
  return {
    writer: join(folder, "writer.js"),
    reader: join(folder, "reader.js"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
