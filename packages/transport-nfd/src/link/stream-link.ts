import { connect, type NetConnectOpts, type Socket } from "node:net";
import { awaitOpen } from "./await-open.js";
import type { DialOptions } from "./dial-options.js";
import type { Link, LinkEvents } from "./link.js";
import { PacketFramer } from "./packet-framer.js";

/** After this long idle the kernel asks whether the other end is there, in milliseconds. */
const PROBE_AFTER = 10_000;

/** How long closing waits for the other end to take what was sent, in milliseconds. */
const FLUSH_TIME = 1_000;

/** Opens a link over TCP or a Unix socket. @throws the system's error, or `DialTimeout`. */
export function dialStream(target: NetConnectOpts, options: DialOptions): Promise<Link> {
  // Small packets leave at once instead of waiting for company.
  const socket = connect({ ...target, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER });
  return awaitOpen<Link>(
    options,
    (opened, failed) => {
      socket.once("error", failed);
      socket.once("connect", () => {
        socket.off("error", failed);
        opened(new StreamLink(socket, options));
      });
    },
    () => {
      socket.on("error", () => undefined);
      socket.destroy();
    },
  );
}

class StreamLink implements Link {
  readonly mtu = Number.POSITIVE_INFINITY;
  readonly connected = true;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: DialOptions,
  ) {}

  start(events: LinkEvents): void {
    const { socket } = this;
    const framer = new PacketFramer(this.options.frameMax, (packet) => {
      if (this.closed === undefined) {
        events.packet(packet);
      }
    });
    let reason = "the forwarder closed it";
    socket.on("data", (chunk) => {
      // Plain octets, so that what applications get behaves the same as in a browser.
      if (!framer.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))) {
        events.malformed();
        reason = "the forwarder sent what is no packet";
        socket.destroy();
      }
    });
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("close", () => {
      if (this.closed === undefined) {
        events.lost(reason);
      }
    });
  }

  send(frame: Uint8Array): boolean {
    const { socket } = this;
    if (!socket.writable || socket.writableLength + frame.length > this.options.writeBufferMax) {
      return false;
    }
    socket.write(frame);
    return true;
  }

  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      const { socket } = this;
      if (socket.closed) {
        resolve();
        return;
      }
      const timer = this.options.clock.schedule(FLUSH_TIME, () => socket.destroy());
      socket.on("error", () => undefined);
      socket.once("close", () => {
        timer.cancel();
        resolve();
      });
      socket.destroySoon();
    });
    return this.closed;
  }
}
