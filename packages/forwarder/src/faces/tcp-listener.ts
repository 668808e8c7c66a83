import { type AddressInfo, createServer } from "node:net";
import { bindError } from "./bind-error.js";
import { faceUri, hostPort, scopeOf } from "./face-address.js";
import type { Listener, ListenerHost } from "./listener.js";
import { serveStream } from "./stream-link.js";

/** Milliseconds of silence after which TCP asks whether the peer is still there. */
const keepAliveDelay = 30_000;

/**
 * Listens for TCP connections.
 * @param port - 0 for any that is free.
 * @throws ForwarderError `address-in-use`, `permission-denied`, `bind-failed`
 */
export async function listenTcp(host: string, port: number, to: ListenerHost): Promise<Listener> {
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelay },
    (socket) => {
      const { remoteAddress, remotePort, localAddress, localPort } = socket;
      if (remoteAddress === undefined || localAddress === undefined) {
        // The peer is gone already.
        socket.destroy();
        return;
      }
      const ends = {
        remoteUri: faceUri("tcp", remoteAddress, remotePort!),
        localUri: faceUri("tcp", localAddress, localPort!),
        scope: scopeOf(remoteAddress),
      };
      serveStream(socket, ends, to);
    },
  );
  await new Promise<void>((resolve, reject) => {
    // Stays when all is well: an error in accepting one connection must not end the process.
    server.on("error", (error) => reject(bindError(error, `tcp://${hostPort(host, port)}`, "tcp")));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    uri: `tcp://${hostPort(bound.address, bound.port)}`,
    close: () => {
      server.close();
      return Promise.resolve();
    },
  };
}
