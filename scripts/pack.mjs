import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages } from "./published-packages.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * Packs every published package, which must be built, as it would go to the registry.
 * With pnpm, for npm knows neither `workspace:` nor `publishConfig.exports`.
 *
 * @returns each package's `name`, `manifest` (of the workspace) and `tarball`.
 * @throws Error with the output of the command that failed.
 */
export async function packAll(root, destination) {
  mkdirSync(destination, { recursive: true });
  const packed = [];
  for (const { directory, manifest } of publishedPackages(root)) {
    const tarball = join(
      destination,
      `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`,
    );
    const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");
    const { status, output } = await runCommand(process.execPath, [pnpm, "pack", "--out", tarball], {
      cwd: directory,
    });
    if (status !== 0) {
      throw new Error(`${manifest.name} could not be packed:\n${output}`);
    }
    packed.push({ name: manifest.name, manifest, tarball });
  }
  return packed;
}
