import { once } from "node:events";
import {
  connect,
  createServer,
  type ListenOptions,
  type Server,
  type Socket,
  type TcpNetConnectOpts,
} from "node:net";
import type { Relay } from "./relay.js";
import type { SocketAddress } from "./venue-forwarder.js";

/** A {@link Relay} for Unix sockets, TCP, and WebSocket over TCP. */
export class StreamRelay implements Relay {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  private constructor(
    private readonly upstream: SocketAddress,
    private address: SocketAddress,
    private readonly scheme: string,
    private readonly onConnection: (near: Socket) => void,
  ) {}

  /**
   * @param upstream - where the forwarder is.
   * @param address - where to listen; with port 0 at one that is free.
   * @param onConnection - told of each connection while nothing of it was read yet, so that it can be
   * listened to as well.
   */
  static async listen(
    upstream: SocketAddress,
    address: SocketAddress,
    scheme: string,
    onConnection: (near: Socket) => void = () => undefined,
  ): Promise<StreamRelay> {
    const relay = new StreamRelay(upstream, address, scheme, onConnection);
    await relay.mend();
    return relay;
  }

  get uri(): string {
    const { address } = this;
    return "path" in address
      ? `${this.scheme}://${address.path}`
      : `${this.scheme}://${address.host}:${address.port}`;
  }

  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) {
      const closed = once(server, "close");
      server.close();
      for (const socket of this.sockets) {
        socket.destroy();
      }
      await closed;
    }
  }

  async mend(): Promise<void> {
    if (this.server !== undefined) {
      return;
    }
    const server = createServer((socket) => this.relay(socket));
    this.server = server;
    server.listen(this.address as ListenOptions);
    await once(server, "listening");
    const bound = server.address();
    if (bound !== null && typeof bound === "object") {
      this.address = { host: bound.address, port: bound.port };
    }
  }

  close(): Promise<void> {
    return this.cut();
  }

  private relay(near: Socket): void {
    this.onConnection(near);
    const far = connect(this.upstream as TcpNetConnectOpts);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
