import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the search for the forwarder looks at on this machine. */
export interface LocalEnvironment {
  /** Environment variables: `NDN_CLIENT_TRANSPORT` and `NDNTS_UPLINK` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a client.conf may be, in order; the first that exists is read. */
  readonly clientConfs: readonly string[];
  /** Where a forwarder's Unix socket may be, in order. */
  readonly sockets: readonly string[];
  /** The last address to try. */
  readonly tcp: string;
  /** The content of a file; `undefined` if there is none. */
  readFile(path: string): Promise<string | undefined>;
}

/** This machine. */
export function localEnvironment(): LocalEnvironment {
  return {
    env: process.env,
    clientConfs: [
      join(homedir(), ".ndn", "client.conf"),
      "/usr/local/etc/ndn/client.conf",
      "/etc/ndn/client.conf",
    ],
    sockets:
      process.platform === "darwin"
        ? ["/var/run/nfd/nfd.sock", "/var/run/nfd.sock"]
        : process.platform === "win32"
          ? []
          : ["/run/nfd/nfd.sock", "/run/nfd.sock"],
    tcp: "tcp://127.0.0.1:6363",
    readFile: readIfPresent,
  };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      return undefined;
    }
    throw error;
  }
}
