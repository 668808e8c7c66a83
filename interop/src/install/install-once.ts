import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withInstallLock } from "../../../scripts/install-lock.mjs";

const PEERS = fileURLToPath(new URL("../../.peers", import.meta.url));

/** What is installed into one directory of `interop/.peers`. */
export interface Installation {
  /** Name of the directory. */
  readonly name: string;
  /** For people, in "Installing …". */
  readonly what: string;
  /** All that the installation depends on: one that was made from the same is left as it is. */
  readonly from: readonly (string | Buffer)[];
  /** A file that is there when it is installed, and whose absence means that it must be again. */
  readonly program: string;
  /**
   * Installs into the directory, which exists and is empty.
   * @throws NotInstalled if that is not possible on this machine.
   */
  install(directory: string): Promise<void>;
}

/**
 * Installs what is not, and says so in a line on standard error. Processes that want the same at
 * once take turns.
 * @returns the directory.
 */
export async function installOnce({ name, what, from, program, install }: Installation): Promise<string> {
  const directory = join(PEERS, name);
  const stamp = `${directory}.stamp`;
  const wanted = fingerprint(from);
  const isThere = () => readText(stamp) === wanted && existsSync(join(directory, program));
  if (isThere()) {
    return directory;
  }
  mkdirSync(PEERS, { recursive: true });
  await withInstallLock(
    `${directory}.lock`,
    async () => {
      if (isThere()) {
        return;
      }
      process.stderr.write(`Installing ${what}; this is done once and may take a minute or two.\n`);
      // Without its stamp a directory counts as broken, however the process ends.
      rmSync(stamp, { force: true });
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory);
      await install(directory);
      writeFileSync(`${stamp}.${process.pid}`, wanted);
      renameSync(`${stamp}.${process.pid}`, stamp);
    },
    {
      onWait: (pid) => process.stderr.write(`Waiting for process ${pid}, which is installing ${what}.\n`),
    },
  );
  return directory;
}

function fingerprint(from: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of [process.platform, process.arch, ...from]) {
    hash.update(createHash("sha256").update(part).digest());
  }
  return hash.digest("hex");
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Whether there is an installation of that name; it may be one that {@link installOnce} would make anew. */
export function isInstalled(name: Installation["name"]): boolean {
  return existsSync(join(PEERS, `${name}.stamp`));
}
