import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { IDLE_PACKET } from "../lp/lp-packet.js";
import { awaitOpen } from "./await-open.js";
import type { DialOptions } from "./dial-options.js";
import type { Link, LinkEvents } from "./link.js";

/** Octets that pass through the Internet in one datagram, with room for tunnels. */
const MTU = 1_400;

/** How long to listen for the system's word that nobody receives at the address, in milliseconds. */
const REFUSAL_TIME = 20;

/** An endpoint for datagrams. */
export interface DatagramTarget {
  readonly host: string;
  readonly port: number;
  /** 0: either. */
  readonly family: 0 | 4 | 6;
}

/** Opens a link over UDP. @throws the system's error, or `DialTimeout`. */
export async function dialDatagram(target: DatagramTarget, options: DialOptions): Promise<Link> {
  const { address, family } = await lookup(target.host, { family: target.family });
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  return awaitOpen<Link>(
    options,
    (opened, failed) => {
      socket.on("error", failed);
      socket.once("connect", () => {
        // A packet that means nothing: if nobody receives it, the system says so now and not later.
        socket.send(IDLE_PACKET);
        options.clock.schedule(REFUSAL_TIME, () => {
          socket.off("error", failed);
          opened(new DatagramLink(socket, options));
        });
      });
      socket.connect(target.port, address);
    },
    () => {
      socket.on("error", () => undefined);
      socket.close();
    },
  );
}

class DatagramLink implements Link {
  readonly mtu = MTU;
  readonly connected = false;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: DialOptions,
  ) {}

  start(events: LinkEvents): void {
    this.socket.on("message", (frame) => {
      if (this.closed === undefined) {
        // Plain octets, so that what applications get behaves the same as in a browser.
        events.packet(new Uint8Array(frame.buffer, frame.byteOffset, frame.length));
      }
    });
    this.socket.on("error", (error) => {
      if (this.closed === undefined) {
        events.lost(error.message);
      }
    });
  }

  send(frame: Uint8Array): boolean {
    if (
      this.closed !== undefined ||
      this.socket.getSendQueueSize() + frame.length > this.options.writeBufferMax
    ) {
      return false;
    }
    this.socket.send(frame);
    return true;
  }

  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      this.socket.close(() => resolve());
    });
    return this.closed;
  }
}
