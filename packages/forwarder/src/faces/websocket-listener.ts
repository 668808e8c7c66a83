import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { frameSizeMax } from "../packet/packet-size.js";
import { bindError } from "./bind-error.js";
import { hostPort, isLoopback, scopeOf } from "./face-address.js";
import type { Link } from "./link.js";
import type { Listener, ListenerHost } from "./listener.js";

/** Milliseconds of silence after which TCP asks whether the peer is still there. */
const keepAliveDelay = 30_000;
/** A message above this ends the connection; one between a frame's size and this is left out. */
const messageSizeMax = 64 * 1024;

/** What makes a WebSocket listener. */
export interface WebSocketOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Origins of web pages that may connect, beside those that this machine serves; `*` for all. */
  readonly origins: readonly string[];
}

/**
 * Listens for WebSocket connections, at any path. A web page from elsewhere is turned away: any page
 * that a browser on this machine shows could connect otherwise.
 * @throws ForwarderError `address-in-use`, `permission-denied`, `bind-failed`
 */
export async function listenWebSocket(options: WebSocketOptions, to: ListenerHost): Promise<Listener> {
  const { host, port, origins } = options;
  const http = createServer(
    { keepAlive: true, keepAliveInitialDelay: keepAliveDelay },
    (_request, response) => {
      response.writeHead(426, { "Content-Type": "text/plain", Upgrade: "websocket" });
      response.end("This is an NDN forwarder. Connect with a WebSocket.\n");
    },
  );
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: false,
    maxPayload: messageSizeMax,
    verifyClient: ({ origin }: { origin: string | undefined }) => isAllowed(origin, origins),
  });
  await new Promise<void>((resolve, reject) => {
    // Stays when all is well: an error in accepting one connection must not end the process.
    server.on("error", (error) => reject(bindError(error, `ws://${hostPort(host, port)}`, "ws")));
    http.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = http.address() as AddressInfo;
  const uri = `ws://${hostPort(bound.address, bound.port)}`;
  server.on("connection", (socket, request) => serve(socket, request, uri, to));
  return {
    uri,
    close: () => {
      server.close();
      http.close();
      // Connections that are no WebSockets: the faces of those that are close theirs.
      http.closeAllConnections();
      return Promise.resolve();
    },
  };
}

/** Programs send no Origin; web pages cannot help it. */
function isAllowed(origin: string | undefined, origins: readonly string[]): boolean {
  if (origin === undefined || origins.includes("*") || origins.includes(origin)) {
    return true;
  }
  const host = URL.canParse(origin) ? new URL(origin).hostname : "";
  return host === "localhost" || host.endsWith(".localhost") || isLoopback(host.replace(/^\[|\]$/g, ""));
}

function serve(socket: WebSocket, request: IncomingMessage, localUri: string, to: ListenerHost): void {
  const { remoteAddress, remotePort } = request.socket;
  const link: Link = {
    remoteUri: `wsclient://${hostPort(remoteAddress ?? "", remotePort ?? 0)}`,
    localUri,
    scope: scopeOf(remoteAddress),
    send(frame) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount + frame.length > to.sendBufferOctets) {
        return false;
      }
      socket.send(frame);
      return true;
    },
    close: () => socket.terminate(),
  };
  const handlers = to.accept(link);
  // A socket without a listener for its errors would end the process; it closes by itself.
  socket.on("error", () => socket.terminate());
  if (handlers === undefined) {
    socket.close(1013, "too many connections");
    return;
  }
  socket.on("message", (message, isBinary) => {
    if (!isBinary || !Buffer.isBuffer(message)) {
      handlers.onMalformed();
    } else if (message.length > frameSizeMax) {
      handlers.onOversized();
    } else {
      handlers.onFrame(message);
    }
  });
  socket.on("close", () => handlers.onClosed());
}
