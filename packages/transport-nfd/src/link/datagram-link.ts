import type { Socket } from "node:dgram";
import type { DialOptions } from "./dial-options.js";
import type { Link, LinkEvents } from "./link.js";

/** Octets that pass through the Internet in one datagram, with room for tunnels. */
const MTU = 1_400;

/** A link over a UDP socket that is connected to the forwarder. Owns the socket. */
export class DatagramLink implements Link {
  readonly mtu = MTU;
  readonly connected = false;
  private events: LinkEvents | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: DialOptions,
  ) {}

  start(events: LinkEvents): void {
    this.events = events;
    this.socket.on("message", (frame) => {
      if (this.closed === undefined) {
        // Plain octets, so that what applications get behaves the same as in a browser.
        events.packet(new Uint8Array(frame.buffer, frame.byteOffset, frame.length));
      }
    });
    this.socket.on("error", this.onOutcome);
  }

  send(frame: Uint8Array): boolean {
    if (
      this.closed !== undefined ||
      this.socket.getSendQueueSize() + frame.length > this.options.writeBufferMax
    ) {
      return false;
    }
    // The system says once that nobody receives at the address, and often to the next send: without a
    // callback Node.js would keep that to itself.
    this.socket.send(frame, this.onOutcome);
    return true;
  }

  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      this.socket.close(() => resolve());
    });
    return this.closed;
  }

  private readonly onOutcome = (error: Error | null): void => {
    if (error !== null && this.closed === undefined) {
      this.events?.lost(error.message);
    }
  };
}
