import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Relay } from "./relay.js";

const host = "127.0.0.1";

/**
 * A {@link Relay} for UDP. Once it is cut, the port that the transport knows is closed, and the system refuses
 * datagrams to it. The forwarder notices nothing: what it sends meanwhile is lost.
 */
export class DatagramRelay implements Relay {
  private near: Socket | undefined;
  /** By the transport's port. The forwarder knows a transport by the port that its datagrams come from. */
  private readonly far = new Map<number, Socket>();

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

  async cut(): Promise<void> {
    const { near } = this;
    this.near = undefined;
    if (near !== undefined) {
      await close(near);
    }
  }

  async mend(): Promise<void> {
    if (this.near !== undefined) {
      return;
    }
    const near = createSocket("udp4");
    this.near = near;
    near.on("message", (datagram, { port }) => this.farFor(port).send(datagram, this.upstream, host));
    near.on("error", () => undefined);
    near.bind(this.port, host);
    await once(near, "listening");
    this.port = near.address().port;
  }

  async close(): Promise<void> {
    await Promise.all([this.cut(), ...Array.from(this.far.values(), close)]);
  }

  private farFor(port: number): Socket {
    let far = this.far.get(port);
    if (far === undefined) {
      far = createSocket("udp4");
      far.on("message", (datagram) => this.near?.send(datagram, port, host));
      far.on("error", () => undefined);
      far.bind(0, host);
      this.far.set(port, far);
    }
    return far;
  }
}

async function close(socket: Socket): Promise<void> {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}
