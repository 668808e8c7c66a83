import type { Socket } from "node:net";
import type { FaceScope } from "../forwarding/face.js";
import type { Link } from "./link.js";
import type { LinkHandlers, ListenerHost } from "./listener.js";
import { StreamDecoder } from "./stream-decoder.js";

/** What {@link serveStream} is told of a socket. */
export interface StreamEnds {
  readonly remoteUri: string;
  readonly localUri: string;
  readonly scope: FaceScope;
}

/** A connected Unix or TCP socket as a link. */
class StreamLink implements Link {
  readonly remoteUri: string;
  readonly localUri: string;
  readonly scope: FaceScope;
  readonly #socket: Socket;
  readonly #sendBufferOctets: number;
  #corked = false;

  constructor(socket: Socket, ends: StreamEnds, sendBufferOctets: number) {
    this.remoteUri = ends.remoteUri;
    this.localUri = ends.localUri;
    this.scope = ends.scope;
    this.#socket = socket;
    this.#sendBufferOctets = sendBufferOctets;
  }

  send(frame: Uint8Array): boolean {
    const socket = this.#socket;
    if (!socket.writable || socket.writableLength + frame.length > this.#sendBufferOctets) {
      return false;
    }
    if (!this.#corked) {
      // All that one chunk of input leads to leaves in one system call, and nothing waits longer.
      this.#corked = true;
      socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        socket.uncork();
      });
    }
    socket.write(frame);
    return true;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Makes a face for a connected socket, and closes the socket when no more faces are wanted. */
export function serveStream(socket: Socket, ends: StreamEnds, host: ListenerHost): void {
  const link = new StreamLink(socket, ends, host.sendBufferOctets);
  const handlers: LinkHandlers | undefined = host.accept(link);
  // A socket without a listener for its errors would end the process.
  socket.on("error", () => socket.destroy());
  if (handlers === undefined) {
    socket.destroy();
    return;
  }
  const decoder = new StreamDecoder(handlers);
  socket.on("data", (chunk) => {
    if (!decoder.push(chunk)) {
      handlers.onMalformed();
      socket.destroy();
    }
  });
  socket.on("end", () => socket.destroy());
  socket.on("close", () => handlers.onClosed());
}
