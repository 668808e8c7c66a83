import { constants } from "node:fs";
import { access, lstat, mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";

/** Where applications look for NFD, the newest place first. */
const nfdSocketPath = process.platform === "darwin" ? "/var/run/nfd/nfd.sock" : "/run/nfd/nfd.sock";

/** What {@link defaultSocketPath} looks at. */
export interface SocketPathEnvironment {
  readonly env: { readonly XDG_RUNTIME_DIR?: string | undefined };
  readonly platform: NodeJS.Platform;
  readonly nfdSocketPath: string;
  readonly tmpdir: string;
}

const ambient = (): SocketPathEnvironment => ({
  env: process.env as SocketPathEnvironment["env"],
  platform: process.platform,
  nfdSocketPath,
  tmpdir: tmpdir(),
});

/**
 * Where the Unix socket goes unless told otherwise: NFD's place if its directory is there or can be
 * made, or else `$XDG_RUNTIME_DIR/svs-forwarder.sock`, or else in a directory of this user's own among
 * the temporary files.
 * @returns undefined on a system without Unix sockets, or without a safe place for one.
 */
export async function defaultSocketPath(environment = ambient()): Promise<string | undefined> {
  if (environment.platform === "win32") {
    return undefined;
  }
  const candidates = [environment.nfdSocketPath];
  const runtime = environment.env.XDG_RUNTIME_DIR;
  if (runtime) {
    candidates.push(join(runtime, "svs-forwarder.sock"));
  }
  for (const path of candidates) {
    if (await isWritableDirectory(dirname(path))) {
      return path;
    }
  }
  const own = join(environment.tmpdir, `svs-forwarder-${userInfo().uid}`);
  return (await isOwnDirectory(own)) ? join(own, "svs-forwarder.sock") : undefined;
}

async function isWritableDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o755 }).catch(() => undefined);
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Anybody may make files in the temporary directory, so what is there already is looked at closely. */
async function isOwnDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 }).catch(() => undefined);
    const status = await lstat(path);
    return status.isDirectory() && status.uid === userInfo().uid && (status.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
