import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The packages of this repository that go to the registry, ordered by name.
 *
 * @returns each one's `directory` and its parsed `manifest`.
 */
export function publishedPackages(root) {
  return ["packages", "apps"]
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .map((directory) => ({
      directory,
      manifest: JSON.parse(readFileSync(join(directory, "package.json"), "utf8")),
    }))
    .filter(({ manifest }) => manifest.private !== true)
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}
