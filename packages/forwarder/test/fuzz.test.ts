import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { Encoder, NNI } from "@ndn/tlv";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { defaultLimits } from "../src/forwarding/limits.js";
import { Forwarder } from "../src/index.js";
import { ManagementFace } from "../src/management/management-face.js";
import { closed } from "./support/closed.js";
import { CoreFixture } from "./support/core-fixture.js";
import { InProcessLink } from "./support/in-process-link.js";
import { dataPacket, interestPacket } from "./support/packets.js";
import { SeededRandom } from "./support/seeded-random.js";
import { temporaryDirectory } from "./support/temporary-directory.js";
import { until } from "./support/until.js";

/** Octets that are almost right. */
class Malformer {
  readonly #random: SeededRandom;
  readonly #seeds: Uint8Array[];

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const interest = interestPacket("/A/B/C", { nonce: seed, canBePrefix: true, hopLimit: 3, hint: "/H" });
    const data = dataPacket("/A/B/C", { content: "content", freshnessPeriod: 10 });
    this.#seeds = [
      interest,
      data,
      interestPacket("/localhost/nfd/rib/register/h%05%07%03%08%01A/x/y", { nonce: seed }),
      interestPacket("/localhost/nfd/faces/query/%96%02i%01", { nonce: seed, canBePrefix: true }),
      Encoder.encode([0x64, [0x62, Uint8Array.of(1, 2)], [0x50, interest]]),
      Encoder.encode([0x64, [0x51, NNI(seed, { len: 8 })], [0x52, NNI(0)], [0x53, NNI(2)], [0x50, data]]),
      Encoder.encode([0x64, [0x320, [0x321, NNI(150)]], [0x340, NNI(1)], [0x50, interest]]),
    ];
  }

  next(): Uint8Array {
    const random = this.#random;
    if (random.below(20) === 0) {
      return random.octets(random.below(64));
    }
    let octets = this.#seeds[random.below(this.#seeds.length)]!.slice();
    for (let n = random.below(4); n > 0; --n) {
      const at = random.below(octets.length);
      switch (random.below(4)) {
        case 0:
          octets[at] = random.below(256);
          break;
        case 1:
          octets = octets.slice(0, at + 1);
          break;
        case 2:
          octets = Uint8Array.of(...octets.subarray(0, at), ...random.octets(3), ...octets.subarray(at));
          break;
        default:
          octets[at]! ^= 1 << random.below(8);
      }
    }
    return octets;
  }
}

/** Its own octets are right, so what it asks must be answered. */
const question = () => interestPacket("/localhost/nfd/cs/info", { canBePrefix: true });

describe("malformed octets", () => {
  it("are counted by a face, and stop nothing", () => {
    const net = new CoreFixture({ contentStoreOctets: 20_000 });
    new ManagementFace({
      core: net.core,
      clock: net.clock,
      limits: defaultLimits,
      startedAt: 0,
      version: "",
      uris: () => [],
    });
    const producer = new InProcessLink(net, 256, ["/A"]);
    const attacker = new InProcessLink(net, 257, ["/A"]);
    const malformer = new Malformer(1);
    for (let i = 0; i < 50_000; ++i) {
      const octets = malformer.next();
      (i % 2 === 0 ? attacker : producer).face.receive(octets);
      if (i % 100 === 0) {
        net.clock.advance(100);
      }
    }
    expect(attacker.face.counters.malformed).toBeGreaterThan(1000);
    expect(attacker.face.counters.inInterests).toBeGreaterThan(1000);
    attacker.take();
    attacker.face.receive(question());
    expect(attacker.take().map((frame) => frame[0])).toEqual([0x06]);
    net.clock.advance(10_000_000);
    expect(net.core.pit.size).toBe(0);
    expect([producer, attacker].map(({ face }) => face.pending)).toEqual([0, 0]);
  });

  it("end at most the connection they came on, of any kind", async () => {
    const path = `${await temporaryDirectory()}/f.sock`;
    const errors: string[] = [];
    const forwarder = await Forwarder.start({
      unix: path,
      tcp: { port: 0 },
      udp: { port: 0 },
      ws: { port: 0 },
      onLog: ({ level, message }) => level === "error" && errors.push(message),
    });
    onTestFinished(() => forwarder.close());
    const port = (scheme: string) =>
      Number(
        forwarder.uris
          .find((uri) => uri.startsWith(scheme))!
          .split(":")
          .at(-1),
      );

    for (let seed = 1; seed <= 15; ++seed) {
      const malformer = new Malformer(seed);
      const batch = Array.from({ length: 200 }, () => malformer.next());
      for (const options of [{ path }, { port: port("tcp"), host: "127.0.0.1" }]) {
        const socket = connect(options);
        socket.resume();
        await once(socket, "connect");
        socket.end(Buffer.concat(batch));
        await closed(socket);
      }
      const udp = createSocket("udp4").on("error", () => undefined);
      await Promise.all(
        batch.map((octets) => new Promise((sent) => udp.send(octets, port("udp"), "127.0.0.1", sent))),
      );
      udp.close();
      const ws = new WebSocket(`ws://127.0.0.1:${port("ws")}`).on("error", () => undefined);
      await once(ws, "open");
      ws.send("text is no packet");
      ws.send(new Uint8Array(10_000));
      for (const octets of batch) {
        ws.send(octets);
      }
      ws.send(new Uint8Array(100_000));
      await closed(ws);
    }
    await until(() => forwarder.status.faces.every(({ localUri }) => localUri.startsWith("udp")));
    const asking = connect(path);
    onTestFinished(() => void asking.destroy());
    asking.write(question());
    const [answer] = (await once(asking, "data")) as [Buffer];
    expect(answer[0]).toBe(0x06);
    expect(errors).toEqual([]);
  });

  it("that are no handshake do not disturb the WebSocket server", async () => {
    const forwarder = await Forwarder.start({ unix: false, tcp: false, udp: false, ws: { port: 0 } });
    onTestFinished(() => forwarder.close());
    const { port } = new URL(forwarder.uris[0]!);
    for (const octets of [
      "\u0000\u0001\u0002",
      "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
      "x".repeat(100_000),
    ]) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.resume().write(octets);
      socket.end();
      await closed(socket);
    }
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.status).toBe(426);
    expect(await response.text()).toContain("WebSocket");
  });
});
