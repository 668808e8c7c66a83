import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import type { Timer } from "@svs/core";
import { IDLE_PACKET } from "../lp/lp-packet.js";
import { awaitOpen } from "./await-open.js";
import { DatagramLink } from "./datagram-link.js";
import type { DialOptions } from "./dial-options.js";
import type { Link } from "./link.js";

/** How long to listen for the system's word that nobody receives at the address, in milliseconds. */
const REFUSAL_TIME = 20;

/** An endpoint for datagrams. */
export interface DatagramTarget {
  readonly host: string;
  readonly port: number;
  /** 0: either. */
  readonly family: 0 | 4 | 6;
}

/**
 * Opens links over UDP, one after the other, each from the port of the one before. A forwarder knows us by
 * that port and cannot tell that a link ended: from another port it would have two faces to us, and send
 * some of what is ours to the dead one.
 */
export class DatagramDialer {
  private port = 0;

  /** Opens a link; the one before is closed by then. @throws the system's error, or `DialTimeout`. */
  async dial(target: DatagramTarget, options: DialOptions): Promise<Link> {
    const { address, family } = await lookup(target.host, { family: target.family });
    const socket = await bind(family === 6 ? "udp6" : "udp4", this.port);
    this.port = socket.address().port;
    let silence: Timer | undefined;
    return awaitOpen<Link>(
      options,
      (opened, failed) => {
        socket.on("error", failed);
        socket.once("connect", () => {
          // A packet that means nothing: if nobody receives it, the system says so now and not later.
          socket.send(IDLE_PACKET, (error) => error && failed(error));
          silence = options.clock.schedule(REFUSAL_TIME, () => {
            socket.off("error", failed);
            opened(new DatagramLink(socket, options));
          });
        });
        socket.connect(target.port, address);
      },
      () => {
        silence?.cancel();
        socket.on("error", () => undefined);
        socket.close();
      },
    );
  }
}

/** A socket at that port, or at any free one if somebody else has it by now. */
async function bind(type: "udp4" | "udp6", port: number): Promise<Socket> {
  const socket = createSocket(type);
  socket.bind({ port, exclusive: true });
  try {
    await once(socket, "listening");
    return socket;
  } catch (error) {
    socket.close();
    if (port === 0) {
      throw error;
    }
    return bind(type, 0);
  }
}
