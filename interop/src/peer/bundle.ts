import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "../../../scripts/bundle-programs.mjs";

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
  await bundlePrograms({ [name]: source }, TARGET);
  return join(TARGET, `${name}.js`);
}
