import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

type Conditions = string | { readonly [condition: string]: Conditions };

/** The fields of a package.json that the tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly main?: string;
  readonly module?: string;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, Conditions>>;
  readonly publishConfig?: {
    readonly access?: string;
    readonly exports?: Readonly<Record<string, Conditions>>;
  };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** Relative to the root, with `/` on every system. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** The TypeScript files below `src`, relative to the root, in order. */
  readonly sources: readonly string[];
}

/** The packages in the folders of which dependencies are a matter of design. */
export function workspacePackages(): WorkspacePackage[] {
  return ["packages", "apps"]
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((directory) => existsSync(join(root, directory, "package.json")))
    .sort()
    .map((directory) => ({
      directory,
      manifest: JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8")) as Manifest,
      sources: filesBelow(`${directory}/src`).filter((file) => /\.[cm]?tsx?$/.test(file)),
    }));
}

/** All files below a folder of the repository, relative to the root, in order; none if there is no such folder. */
export function filesBelow(directory: string): string[] {
  const top = join(root, directory);
  if (!existsSync(top)) {
    return [];
  }
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
