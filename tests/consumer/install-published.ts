import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Manifest, root } from "../layering/workspace.js";
import { runOrThrow } from "../run-command.js";

/** The folder of somebody who uses the published packages. */
export interface Consumer {
  readonly folder: string;
  /** The manifests of the published packages, as they were installed. */
  readonly manifests: readonly Manifest[];
  /** Removes the folder. */
  dispose(): void;
}

/**
 * Installs every published package, as it would come from the registry, in one go in an empty
 * folder. Takes the tarballs in the folder that `SVS_TARBALLS` names, or else builds, packs and
 * judges them.
 *
 * @throws Error with what the command that failed has written.
 */
export async function installPublished(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), "svs-consumer-"));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { SVS_TARBALLS = await pack(join(folder, "tarballs")) } = process.env;
    const tarballs = readdirSync(SVS_TARBALLS).map((file) => join(SVS_TARBALLS, file));
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "consumer", private: true, type: "module" }),
    );
    await install(folder, tarballs);
    // What a package may do without is there, too, so that each of its entries can be tried.
    const manifests = readManifests(folder);
    const optional = new Map(
      manifests.flatMap(({ peerDependencies = {} }) => Object.entries(peerDependencies)),
    );
    if (optional.size > 0) {
      await install(
        folder,
        [...optional].map(([name, range]) => `${name}@${range}`),
      );
    }
    return { folder, manifests, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function pack(destination: string): Promise<string> {
  const bin = join(root, "node_modules", ".bin");
  const { PATH = "" } = process.env;
  const env = { PATH: `${bin}${delimiter}${PATH}`, TURBO_TELEMETRY_DISABLED: "1" };
  await runOrThrow("turbo", ["run", "build", "--output-logs=errors-only", "--ui=stream"], { cwd: root, env });
  await runOrThrow(process.execPath, ["scripts/check-tarballs.mjs", destination], { cwd: root, env });
  return destination;
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  await runOrThrow("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages], {
    cwd: folder,
  });
}

function readManifests(folder: string): Manifest[] {
  const scope = join(folder, "node_modules", "@svs");
  return readdirSync(scope)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(scope, name, "package.json"), "utf8")) as Manifest);
}
