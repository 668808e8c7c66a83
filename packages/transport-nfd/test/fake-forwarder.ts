import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { LpService } from "@ndn/lp";
import { ControlParameters, ControlResponse } from "@ndn/nfdmgmt";
import { Data, digestSigning, Interest, Nack, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { WebSocketServer } from "ws";

/** A control command, as NDNts reads it. */
export interface Command {
  readonly verb: string;
  readonly prefix: string;
  readonly parameters: ControlParameters;
  readonly interest: Interest;
  readonly face: FakeFace;
}

/** What the fake forwarder says to a command: a status, a Nack, or nothing. */
export type Verdict = readonly [code: number, text: string] | "nack" | "silence";

const MANAGEMENT = [new Name("/localhost/nfd"), new Name("/localhop/nfd")];

/** The forwarder's side of one connection. Packets are read and written by NDNts. */
export class FakeFace {
  /** Interests that are no commands. */
  readonly interests: Interest[] = [];
  readonly data: Data[] = [];
  /** PIT tokens of `data`. */
  readonly tokens: (Uint8Array | undefined)[] = [];
  /** All frames received, as they came. */
  readonly frames: Uint8Array[] = [];
  open = true;
  /** UDP: the port that the transport's datagrams come from. */
  port: number | undefined;
  private readonly lp: LpService;
  private readonly rx: (frame: Uint8Array) => void;

  constructor(
    private readonly forwarder: FakeForwarder,
    private readonly transmit: (frame: Uint8Array) => void,
    /** Breaks the connection off. */
    readonly cut: () => void,
    mtu: number,
  ) {
    this.lp = new LpService({ keepAlive: false }, { mtu });
    const { lp } = this;
    this.rx = (frame) => {
      // LpService works on iterables; its decoder is fed through one that has a single element.
      void (async () => {
        const tlv = new Decoder(frame).read();
        for await (const packet of lp.rx(
          (async function* () {
            yield tlv;
          })(),
        )) {
          if (packet instanceof LpService.RxError) {
            throw packet;
          }
          await this.packet(packet);
        }
        forwarder.progress();
      })();
    };
  }

  /** Takes a frame from the wire. */
  receive(frame: Uint8Array): void {
    this.frames.push(frame);
    this.rx(frame);
  }

  /** Sends an Interest, Data or Nack. */
  send(l3: LpService.Packet["l3"], token?: Uint8Array): void {
    void (async () => {
      const packet: LpService.Packet = token === undefined ? { l3 } : { l3, token };
      for await (const frame of this.lp.tx(
        (async function* () {
          yield packet;
        })(),
      )) {
        if (!(frame instanceof Uint8Array)) {
          throw frame;
        }
        this.transmit(frame);
      }
    })();
  }

  /** Sends octets as they are. */
  sendOctets(octets: Uint8Array): void {
    this.transmit(octets);
  }

  private async packet({ l3, token }: LpService.Packet): Promise<void> {
    if (l3 instanceof Data) {
      this.data.push(l3);
      this.tokens.push(token);
    } else if (l3 instanceof Interest) {
      const management = MANAGEMENT.find((prefix) => prefix.isPrefixOf(l3.name));
      if (management === undefined) {
        this.interests.push(l3);
        this.forwarder.onInterest?.(l3, this);
      } else {
        await this.command(l3, management.length);
      }
    }
  }

  private async command(interest: Interest, at: number): Promise<void> {
    await digestSigning.verify(interest);
    const parameters = Decoder.decode(interest.name.at(at + 2).value, ControlParameters);
    const verb = `${interest.name.at(at).text}/${interest.name.at(at + 1).text}`;
    const command = { verb, prefix: String(parameters.name), parameters, interest, face: this };
    this.forwarder.commands.push(command);
    this.forwarder.progress();
    const verdict = await this.forwarder.onCommand(command);
    if (verdict === "nack") {
      this.send(new Nack(interest));
    } else if (verdict !== "silence") {
      const response = Encoder.encode(
        new ControlResponse(verdict[0], verdict[1], Encoder.encode(parameters)),
      );
      const data = new Data(interest.name, response);
      await digestSigning.sign(data);
      this.send(data);
    }
  }
}

/**
 * A forwarder that does as it is told, over a real socket. Management is answered with 200 unless told
 * otherwise.
 */
export class FakeForwarder implements AsyncDisposable {
  /** Faces in the order in which they connected. */
  readonly faces: FakeFace[] = [];
  readonly commands: Command[] = [];
  onCommand: (command: Command) => Verdict | Promise<Verdict> = () => [200, "OK"];
  onInterest: ((interest: Interest, face: FakeFace) => void) | undefined;
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly uri: string,
    private readonly stop: () => Promise<void>,
  ) {}

  /** Listens on a Unix socket (give its path), or on a port of 127.0.0.1: a free one, or for TCP and UDP a given one. */
  static async listen(kind: "tcp" | "udp" | "ws" | `/${string}`, port = 0): Promise<FakeForwarder> {
    if (kind === "udp") {
      return FakeForwarder.listenUdp(port);
    }
    if (kind === "ws") {
      return FakeForwarder.listenWebSocket();
    }
    const server: Server = createServer();
    server.listen(kind === "tcp" ? { host: "127.0.0.1", port } : { path: kind });
    await once(server, "listening");
    const uri =
      kind === "tcp" ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${kind}`;
    const sockets = new Set<Socket>();
    const forwarder: FakeForwarder = new FakeForwarder(uri, async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    });
    server.on("connection", (socket) => {
      sockets.add(socket);
      const face = new FakeFace(
        forwarder,
        (frame) => socket.write(frame),
        () => socket.destroy(),
        Number.POSITIVE_INFINITY,
      );
      let rest = new Uint8Array();
      socket.on("data", (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        try {
          for (;;) {
            const { tlv, size } = new Decoder(rest).read();
            rest = rest.subarray(size);
            face.receive(tlv);
          }
        } catch {
          // The rest of the packet is still on its way.
        }
      });
      socket.on("error", () => undefined);
      socket.on("close", () => {
        face.open = false;
        forwarder.progress();
      });
      forwarder.connected(face);
    });
    return forwarder;
  }

  private static async listenUdp(ownPort: number): Promise<FakeForwarder> {
    const socket = createSocket("udp4");
    socket.bind(ownPort, "127.0.0.1");
    await once(socket, "listening");
    const forwarder: FakeForwarder = new FakeForwarder(
      `udp://127.0.0.1:${socket.address().port}`,
      async () => {
        socket.close();
        await once(socket, "close");
      },
    );
    const faces = new Map<number, FakeFace>();
    socket.on("message", (frame, { port, address }) => {
      let face = faces.get(port);
      if (face === undefined) {
        face = new FakeFace(
          forwarder,
          (reply) => socket.send(reply, port, address),
          () => faces.delete(port),
          1_400,
        );
        face.port = port;
        faces.set(port, face);
        forwarder.connected(face);
      }
      face.receive(frame);
    });
    return forwarder;
  }

  private static async listenWebSocket(): Promise<FakeForwarder> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const forwarder: FakeForwarder = new FakeForwarder(`ws://127.0.0.1:${port}/`, async () => {
      for (const client of server.clients) {
        client.terminate();
      }
      server.close();
      await once(server, "close");
    });
    server.on("connection", (socket) => {
      const face = new FakeFace(
        forwarder,
        (frame) => socket.send(frame),
        () => socket.terminate(),
        Number.POSITIVE_INFINITY,
      );
      socket.on("message", (frame: Buffer) => face.receive(frame));
      socket.on("close", () => {
        face.open = false;
        forwarder.progress();
      });
      forwarder.connected(face);
    });
    return forwarder;
  }

  /** The newest face. */
  get face(): FakeFace {
    return this.faces.at(-1)!;
  }

  /** The commands so far, in words. */
  get log(): readonly string[] {
    return this.commands.map(({ verb, prefix }) => `${verb} ${prefix}`);
  }

  /** Resolves when the condition holds; looked at whenever something has arrived. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
      });
    }
  }

  /** Something happened: conditions are looked at again. */
  progress(): void {
    for (const wake of this.waiting) {
      wake();
    }
    this.waiting.clear();
  }

  private connected(face: FakeFace): void {
    this.faces.push(face);
    this.progress();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
