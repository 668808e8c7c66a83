import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import { ForwarderError } from "../forwarder-error.js";
import { bindError } from "./bind-error.js";
import { claimSocketPath } from "./claim-socket-path.js";
import type { Listener, ListenerHost } from "./listener.js";
import { serveStream } from "./stream-link.js";

/** Octets of the longest path that a Unix socket can have. */
const pathMax = process.platform === "darwin" ? 103 : 107;

/**
 * Listens on a Unix socket that only this user may connect to. A socket file whose owner is gone
 * is replaced; one that somebody listens on is never touched.
 * @throws ForwarderError `address-in-use`, `permission-denied`, `bind-failed`
 */
export async function listenUnix(path: string, to: ListenerHost): Promise<Listener> {
  const uri = `unix://${path}`;
  if (Buffer.byteLength(path) > pathMax) {
    throw new ForwarderError(
      "bind-failed",
      `The path of a Unix socket may have ${pathMax} octets, ${path} has more: choose a shorter one with --unix.`,
      { address: uri },
    );
  }
  let connections = 0;
  const server = createServer((socket) => {
    const ends = { remoteUri: `fd://${++connections}`, localUri: uri, scope: "local" } as const;
    serveStream(socket, ends, to);
  });
  try {
    await claimSocketPath(
      path,
      () =>
        new Promise((resolve, reject) => {
          // Stays when all is well: an error in accepting one connection must not end the process.
          server.on("error", reject);
          server.listen({ path }, resolve);
        }),
    );
    chmodSync(path, 0o600);
  } catch (error) {
    server.close();
    throw bindError(error, uri, "unix");
  }
  return {
    uri,
    close: () => {
      // The file goes with it.
      server.close();
      return Promise.resolve();
    },
  };
}
