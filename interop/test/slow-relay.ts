import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/** A Unix socket in front of a forwarder's, behind which the forwarder seems slow. */
export class SlowRelay implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /**
   * @param upstream - the forwarder's socket.
   * @param path - where to listen.
   * @param delay - milliseconds by which everything from the forwarder comes late.
   */
  private constructor(
    private readonly upstream: string,
    private readonly path: string,
    private readonly delay: number,
  ) {
    this.server = createServer((near) => this.relay(near));
  }

  static async listen(upstream: string, path: string, delay: number): Promise<SlowRelay> {
    const relay = new SlowRelay(upstream, path, delay);
    relay.server.listen(path);
    await once(relay.server, "listening");
    return relay;
  }

  get uri(): string {
    return `unix://${this.path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    this.server.close();
    await once(this.server, "close");
  }

  private relay(near: Socket): void {
    const far = connect(this.upstream);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far);
    // Chunks wait beside each other, not one behind the other.
    far.pipe(
      new Transform({
        transform: (chunk, _, next) => {
          setTimeout(() => near.write(chunk), this.delay);
          next();
        },
      }),
    );
  }
}
