import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { bundlePrograms } from "../../scripts/bundle-programs.mjs";
import type { Mutant } from "./mutants.js";

const HUNTER = fileURLToPath(new URL("hunter.ts", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/**
 * One JavaScript file of the hunter and the sources it hunts in, as they are or with a mutant's changes.
 * @returns the file, in `folder`.
 * @throws Error if a text that the mutant is to change is not there.
 */
export async function bundleHunter(folder: string, mutant?: Mutant): Promise<string> {
  const left = new Set(mutant?.edits);
  const mutate: Plugin = {
    name: "mutate",
    setup({ onLoad }) {
      for (const file of new Set(mutant?.edits.map((edit) => edit.file))) {
        const path = join(PACKAGES, file);
        onLoad({ filter: new RegExp(`${path.replaceAll(/[^\w/-]/g, "\\$&")}$`) }, async () => {
          let contents = await readFile(path, "utf8");
          for (const edit of mutant!.edits.filter((each) => each.file === file)) {
            if (contents.includes(edit.find)) {
              contents = contents.replaceAll(edit.find, edit.replace);
              left.delete(edit);
            }
          }
          return { contents, loader: "ts" };
        });
      }
    },
  };
  await bundlePrograms({ hunter: HUNTER }, folder, [mutate]);
  for (const { file, find } of left) {
    throw new Error(`The mutant "${mutant?.name}" changes "${find}" in ${file}, and that is not there.`);
  }
  return join(folder, "hunter.js");
}
