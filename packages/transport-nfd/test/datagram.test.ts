import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Name } from "@ndn/packet";
import { NfdTransport, type NfdTransportOptions } from "@svs/transport-nfd";
import { afterEach, describe, expect, test } from "vitest";
import { DatagramDialer } from "../src/link/datagram-dialer.js";
import type { Link } from "../src/link/link.js";
import { FakeForwarder } from "./fake-forwarder.js";
import { ManualClock } from "./manual-clock.js";
import { whenStatus } from "./when-status.js";

const host = "127.0.0.1";
const silence = (): undefined => undefined;

async function listen(port = 0): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind({ address: host, port, exclusive: true });
  await once(socket, "listening");
  return socket;
}

async function close(socket: Socket): Promise<void> {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

describe("a link over UDP", () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const options = { clock, connectTimeout: 1_000, frameMax: 9_000, writeBufferMax: 9_000, signal };

  async function dial(dialer: DatagramDialer, port: number): Promise<Link> {
    const dialing = dialer.dial({ host, port, family: 4 }, options);
    await clock.whenArmed(20, 20);
    clock.advance(20);
    return dialing;
  }

  /** The port that the next datagram comes from. */
  async function sender(socket: Socket): Promise<number> {
    const [, { port }] = await once(socket, "message");
    return port;
  }

  test("is lost, once, when nobody receives any more, however many frames are sent at a time", async () => {
    const forwarder = await listen();
    const link = await dial(new DatagramDialer(), forwarder.address().port);
    const reasons: string[] = [];
    const lost = new Promise<void>((resolve) => {
      link.start({
        packet: silence,
        malformed: silence,
        lost: (reason) => {
          reasons.push(reason);
          resolve(link.close());
        },
      });
    });
    await close(forwarder);
    for (let i = 0; i < 4; ++i) {
      expect(link.send(Uint8Array.of(0x64, 0))).toBe(true);
    }
    await lost;
    expect(reasons).toEqual([expect.stringContaining("ECONNREFUSED")]);
  });

  test("starts from the port of the one before, whether that was opened or not", async () => {
    const dialer = new DatagramDialer();
    let forwarder = await listen();
    const { port } = forwarder.address();
    const first = sender(forwarder);
    await (await dial(dialer, port)).close();
    const own = await first;
    await close(forwarder);
    const failed = dialer.dial({ host, port, family: 4 }, options);
    await expect(failed).rejects.toMatchObject({ code: "ECONNREFUSED" });
    forwarder = await listen(port);
    const second = sender(forwarder);
    await (await dial(dialer, port)).close();
    expect(await second).toBe(own);
    await close(forwarder);
  });

  test("starts from another port if somebody took that one", async () => {
    const dialer = new DatagramDialer();
    const forwarder = await listen();
    const { port } = forwarder.address();
    const first = sender(forwarder);
    await (await dial(dialer, port)).close();
    const thief = createSocket("udp4").bind({ port: await first, exclusive: true });
    await once(thief, "listening");
    const second = sender(forwarder);
    await (await dial(dialer, port)).close();
    expect(await second).not.toBe(await first);
    await Promise.all([close(thief), close(forwarder)]);
  });
});

describe("a forwarder behind UDP that went away", () => {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) {
      await one[Symbol.asyncDispose]();
    }
  });

  const clock = new ManualClock();

  async function listenAt(port?: number): Promise<FakeForwarder> {
    const forwarder = await FakeForwarder.listen("udp", port);
    opened.push(forwarder);
    return forwarder;
  }

  async function connect(uri: string, options: NfdTransportOptions = {}): Promise<NfdTransport> {
    const connecting = NfdTransport.connect({ uri, clock, ...options });
    await clock.whenArmed(20, 20);
    clock.advance(20);
    const transport = await connecting;
    opened.push(transport);
    return transport;
  }

  test("is noticed by the first commands of the keepalive, not by the last", async () => {
    const forwarder = await listenAt();
    const transport = await connect(forwarder.uri, { keepAlive: 10_000, reconnect: false });
    for (const prefix of ["/a", "/b"]) {
      await transport.serve(new Name(prefix), silence);
    }
    opened.splice(opened.indexOf(forwarder), 1);
    await forwarder[Symbol.asyncDispose]();
    clock.advance(10_000);
    await whenStatus(transport, "closed");
  });

  test("finds one face to us when it is back, without what is no longer served", async () => {
    const before = await listenAt();
    const transport = await connect(before.uri, { keepAlive: 10_000, reconnect: { initial: 1, max: 5 } });
    const left = await transport.serve(new Name("/left"), silence);
    await transport.serve(new Name("/kept"), silence);
    opened.splice(opened.indexOf(before), 1);
    await before[Symbol.asyncDispose]();
    clock.advance(10_000);
    await whenStatus(transport, "down");
    await left[Symbol.asyncDispose]();

    const after = await listenAt(Number(new URL(before.uri).port));
    await clock.whenArmed(0, 10);
    clock.advance(10);
    await clock.whenArmed(20, 20);
    clock.advance(20);
    await whenStatus(transport, "up");
    await after.until(() => after.log.length === 2);
    expect(after.face.port).toBe(before.face.port);
    expect([...after.log].sort()).toEqual(["rib/register /8=kept", "rib/unregister /8=left"]);
  });
});
