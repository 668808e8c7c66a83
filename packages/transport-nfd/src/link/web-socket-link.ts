import { awaitOpen } from "./await-open.js";
import type { DialOptions } from "./dial-options.js";
import type { Link, LinkEvents } from "./link.js";

/** What is known about a failure: in a browser, nothing. */
export interface WebSocketFailure {
  readonly message?: string;
  readonly error?: unknown;
}

/** What a WebSocket must be able to do: the browser's is one, and so is the `ws` package's. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(): void;
  /** Closes without the farewell, where there is such a thing. */
  terminate?(): void;
  addEventListener(type: "open" | "close", listener: () => void): void;
  addEventListener(type: "error", listener: (event: WebSocketFailure) => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

const OPEN = 1;
const CLOSED = 3;

/** How long closing waits for the other end's farewell, in milliseconds. */
const FAREWELL_TIME = 1_000;

/** Opens a link over WebSocket. @throws Error with the platform's words, if it has any, or `DialTimeout`. */
export function dialWebSocket(makeSocket: () => WebSocketLike, options: DialOptions): Promise<Link> {
  let socket: WebSocketLike | undefined;
  return awaitOpen<Link>(
    options,
    (opened, failed) => {
      socket = makeSocket();
      socket.binaryType = "arraybuffer";
      const link = new WebSocketLink(socket, options);
      socket.addEventListener("error", ({ error }) => failed(error ?? new Error("it accepts no WebSocket")));
      socket.addEventListener("close", () => failed(new Error("it closed the WebSocket")));
      socket.addEventListener("open", () => opened(link));
    },
    () => (socket?.terminate ? socket.terminate() : socket?.close()),
  );
}

class WebSocketLink implements Link {
  readonly mtu = Number.POSITIVE_INFINITY;
  readonly connected = true;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly socket: WebSocketLike,
    private readonly options: DialOptions,
  ) {}

  start(events: LinkEvents): void {
    let reason = "the forwarder closed it";
    this.socket.addEventListener("message", ({ data }) => {
      if (this.closed !== undefined) {
        return;
      }
      if (data instanceof ArrayBuffer && data.byteLength <= this.options.frameMax) {
        events.packet(new Uint8Array(data));
      } else {
        events.malformed();
      }
    });
    this.socket.addEventListener("error", ({ message }) => {
      reason = message ?? reason;
    });
    this.socket.addEventListener("close", () => {
      if (this.closed === undefined) {
        events.lost(reason);
      }
    });
  }

  send(frame: Uint8Array): boolean {
    const { socket } = this;
    if (socket.readyState !== OPEN || socket.bufferedAmount + frame.length > this.options.writeBufferMax) {
      return false;
    }
    socket.send(unshared(frame));
    return true;
  }

  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      const { socket } = this;
      if (socket.readyState === CLOSED) {
        resolve();
        return;
      }
      const timer = this.options.clock.schedule(FAREWELL_TIME, () => {
        socket.terminate?.();
        resolve();
      });
      socket.addEventListener("close", () => {
        timer.cancel();
        resolve();
      });
      socket.close();
    });
    return this.closed;
  }
}

/** Browsers refuse to send octets that another thread may change meanwhile. */
function unshared(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame.buffer instanceof ArrayBuffer ? (frame as Uint8Array<ArrayBuffer>) : new Uint8Array(frame);
}
