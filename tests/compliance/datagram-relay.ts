import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Relay } from "./relay.js";

const host = "127.0.0.1";

/** A {@link Relay} for UDP. Once it is cut, its port is closed, and the system refuses datagrams to it. */
export class DatagramRelay implements Relay {
  private near: Socket | undefined;
  private readonly far = new Map<number, Socket>();
  private readonly closed = new Set<number>();

  private constructor(
    private readonly upstream: number,
    private port: number,
  ) {}

  /** @param upstream - the forwarder's UDP port, of this machine. */
  static async listen(upstream: number): Promise<DatagramRelay> {
    const relay = new DatagramRelay(upstream, 0);
    await relay.mend();
    return relay;
  }

  get uri(): string {
    return `udp://${host}:${this.port}`;
  }

  /** Whether the forwarder knew the transport by this port, before a cut. */
  wasAt(port: number): boolean {
    return this.closed.has(port);
  }

  async cut(): Promise<void> {
    for (const far of this.far.values()) {
      this.closed.add(far.address().port);
    }
    const sockets = [this.near, ...this.far.values()].filter((socket) => socket !== undefined);
    this.near = undefined;
    this.far.clear();
    await Promise.all(
      sockets.map((socket) => {
        const closed = once(socket, "close");
        socket.close();
        return closed;
      }),
    );
  }

  async mend(): Promise<void> {
    if (this.near !== undefined) {
      return;
    }
    const near = createSocket("udp4");
    this.near = near;
    near.on("message", (datagram, { port }) => this.farFor(port, near).send(datagram, this.upstream, host));
    near.on("error", () => undefined);
    near.bind(this.port, host);
    await once(near, "listening");
    this.port = near.address().port;
  }

  close(): Promise<void> {
    return this.cut();
  }

  /** The forwarder knows a transport by the port that its datagrams come from. */
  private farFor(port: number, near: Socket): Socket {
    let far = this.far.get(port);
    if (far === undefined) {
      far = createSocket("udp4");
      far.on("message", (datagram) => near.send(datagram, port, host));
      far.on("error", () => undefined);
      far.bind(0, host);
      this.far.set(port, far);
    }
    return far;
  }
}
