import { connect, type NetConnectOpts, type Socket } from "node:net";
import { awaitOpen } from "./await-open.js";
import type { DialOptions } from "./dial-options.js";
import type { Link, LinkEvents } from "./link.js";
import { PacketFramer } from "./packet-framer.js";

/** After this long idle the kernel asks whether the other end is there, in milliseconds. */
const PROBE_AFTER = 10_000;

/** How long closing waits for the other end to take what was sent, in milliseconds. */
const FLUSH_TIME = 1_000;

/** Octets taken from the kernel at a time. */
const READ_SIZE = 65_536;

/** Opens a link over TCP or a Unix socket. @throws the system's error, or `DialTimeout`. */
export function dialStream(target: NetConnectOpts, options: DialOptions): Promise<Link> {
  let link: StreamLink | undefined;
  const socket = connect({
    ...target,
    // Small packets leave at once instead of waiting for company.
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER,
    // One buffer for all reads: a packet waits neither for a stream's queue nor for fresh memory.
    onread: {
      // Plain octets, so that what applications get behaves the same as in a browser.
      buffer: new Uint8Array(READ_SIZE),
      callback: (length, buffer) => link?.receive(buffer.subarray(0, length)) ?? true,
    },
  });
  return awaitOpen<Link>(
    options,
    (opened, failed) => {
      socket.once("error", failed);
      socket.once("connect", () => {
        socket.off("error", failed);
        link = new StreamLink(socket, options);
        opened(link);
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
  private events: LinkEvents | undefined;
  private lostBecause = "the forwarder closed it";
  private readonly framer: PacketFramer;

  constructor(
    private readonly socket: Socket,
    private readonly options: DialOptions,
  ) {
    this.framer = new PacketFramer(options.frameMax, (packet) => {
      if (this.closed === undefined) {
        this.events?.packet(packet);
      }
    });
  }

  start(events: LinkEvents): void {
    const { socket } = this;
    this.events = events;
    socket.on("error", (error) => {
      this.lostBecause = error.message;
    });
    socket.on("close", () => {
      if (this.closed === undefined) {
        events.lost(this.lostBecause);
      }
    });
  }

  /**
   * Takes octets that arrived; they are the link's only during this call.
   * @returns whether to go on reading.
   */
  receive(chunk: Uint8Array): boolean {
    if (this.framer.push(chunk)) {
      return true;
    }
    this.events?.malformed();
    this.lostBecause = "the forwarder sent what is no packet";
    this.socket.destroy();
    return false;
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
