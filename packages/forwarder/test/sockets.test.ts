import { createSocket } from "node:dgram";
import { once } from "node:events";
import { lstat, readdir, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import type { FwFace } from "@ndn/fw";
import {
  ControlParameters,
  CsInfo,
  enableNfdPrefixReg,
  FaceStatus,
  GeneralStatus,
  invoke,
  list,
  RibEntry,
  StrategyChoice,
} from "@ndn/nfdmgmt";
import { TcpTransport, UdpTransport, UnixTransport } from "@ndn/node-transport";
import { Component, digestSigning, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { WsTransport } from "@ndn/ws-transport";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { Forwarder, type ForwarderOptions } from "../src/index.js";
import { closed } from "./support/closed.js";
import { NdntsApp } from "./support/ndnts-app.js";
import { dataPacket, interestPacket } from "./support/packets.js";
import { temporaryDirectory } from "./support/temporary-directory.js";
import { until } from "./support/until.js";

/** A forwarder on any free ports, and where it is. */
async function start(options: ForwarderOptions = {}) {
  const directory = await temporaryDirectory();
  const path = `${directory}/forwarder.sock`;
  const forwarder = await Forwarder.start({
    unix: path,
    tcp: { port: 0 },
    udp: { port: 0 },
    ws: { port: 0 },
    ...options,
  });
  onTestFinished(() => forwarder.close());
  const uri = (scheme: string) => forwarder.uris.find((u) => u.startsWith(`${scheme}:`)) ?? "";
  const port = (scheme: string) => Number(uri(scheme).split(":").at(-1));
  return { forwarder, directory, path, uri, port };
}

type Started = Awaited<ReturnType<typeof start>>;
const kinds = ["unix", "tcp", "udp", "ws"] as const;

/** Connects a foreign application, by any kind of socket. */
async function connectApp(kind: (typeof kinds)[number], { path, port, uri }: Started) {
  const app = new NdntsApp();
  const { fw } = app;
  onTestFinished(() => app.close());
  const options = { fw, l3: { local: true } };
  const face: FwFace = await {
    unix: () => UnixTransport.createFace(options, path),
    tcp: () => TcpTransport.createFace(options, "127.0.0.1", port("tcp")),
    udp: () => UdpTransport.createFace(options, { host: "127.0.0.1", port: port("udp") }),
    ws: () => WsTransport.createFace(options, `${uri("ws")}/any/path`),
  }[kind]();
  return { app, face, cOpts: { fw } };
}

describe("foreign clients", () => {
  for (const kind of kinds) {
    it(`register, ask and answer over ${kind}`, async () => {
      const started = await start();
      const producer = await connectApp(kind, started);
      const consumer = await connectApp(kind, started);
      const { statusCode } = await invoke("rib/register", { name: new Name("/A") }, producer);
      expect(statusCode).toBe(200);
      const content = new Uint8Array(7000).fill(7);
      producer.app.serve("/A", content);
      const data = await consumer.app.express(new Interest("/A/1"));
      expect(Buffer.compare(data.content, content)).toBe(0);
    });
  }

  it("set strategies, and read the datasets", async () => {
    const started = await start({ multicast: ["/svs"] });
    const app = await connectApp("unix", started);
    const strategy = new Name("/localhost/nfd/strategy/multicast");
    await invoke("strategy-choice/set", { name: new Name("/chat"), strategy }, app);
    await invoke("rib/register", { name: new Name("/A"), cost: 3 }, app);
    const [entry] = await list(RibEntry, app);
    expect(entry!.name.equals("/A")).toBe(true);
    expect(entry!.route[0]).toMatchObject({ cost: 3, flags: 1 });
    const choices = await list(StrategyChoice, app);
    expect(choices.map(({ name }) => name.toString())).toEqual(["/", "/8=svs", "/8=chat"]);
    const faces = await list(FaceStatus, app);
    expect(faces.map(({ localUri }) => localUri)).toEqual(["internal://", `unix://${started.path}`]);
    expect((await list(GeneralStatus, app))[0]!.nfdVersion).toMatch(/^svs-forwarder /);
    expect((await list(CsInfo, app))[0]!.capacity).toBeGreaterThan(0n);
  });

  it("register what they serve by themselves", async () => {
    const started = await start();
    const { app, face } = await connectApp("tcp", started);
    enableNfdPrefixReg(face, { origin: 65 });
    app.serve("/B");
    await until(() => started.forwarder.status.routes.length === 1);
    expect(started.forwarder.status.routes).toMatchObject([{ prefix: "/B", origin: 65, flags: 2 }]);
    app.unserve("/B");
    await until(() => started.forwarder.status.routes.length === 0);
  });
});

describe("a connection", () => {
  it("takes its routes with it when it ends", async () => {
    const started = await start();
    for (const kind of ["unix", "tcp", "ws"] as const) {
      const app = await connectApp(kind, started);
      await invoke("rib/register", { name: new Name("/A") }, app);
      expect(started.forwarder.status.routes).toHaveLength(1);
      app.face.close();
      await until(() => started.forwarder.status.faces.length === 0);
      expect(started.forwarder.status.routes).toEqual([]);
    }
  });

  it("that sends octets that are no packets is ended", async () => {
    const { forwarder, port } = await start();
    const socket = connect(port("tcp"), "127.0.0.1");
    socket.write("GET / HTTP/1.0\r\n\r\n");
    await closed(socket);
    await until(() => forwarder.status.faces.length === 0);
  });

  it("that is reset by its peer is ended, and nothing else", async () => {
    const { forwarder, port } = await start();
    const socket = connect(port("tcp"), "127.0.0.1");
    await until(() => forwarder.status.faces.length === 1);
    socket.resetAndDestroy();
    await until(() => forwarder.status.faces.length === 0);
    expect(forwarder.closed).toBe(false);
  });

  it("over the limit is turned away", async () => {
    const { forwarder, port, path, uri } = await start({ limits: { faces: 1 } });
    const first = connect(path);
    onTestFinished(() => void first.destroy());
    await until(() => forwarder.status.faces.length === 1);
    const second = connect(port("tcp"), "127.0.0.1");
    await closed(second);
    const third = new WebSocket(uri("ws"));
    const [code] = (await once(third, "close")) as [number];
    expect(code).toBe(1013);
    const fourth = createSocket("udp4");
    onTestFinished(() => void fourth.close());
    fourth.send(interestPacket("/A"), port("udp"), "127.0.0.1");
    first.destroy();
    await until(() => forwarder.status.faces.length === 0);
  });

  it("whose peer does not read loses packets and nothing else", async () => {
    const { forwarder, path } = await start({ limits: { sendBufferOctets: 100_000, pendingPerFace: 1e6 } });
    const [slow, fast] = [connect(path), connect(path)];
    onTestFinished(() => void [slow.destroy(), fast.destroy()]);
    await Promise.all([once(slow, "connect"), once(fast, "connect")]);
    await until(() => forwarder.status.faces.length === 2);
    await register(slow, "/A");
    slow.pause();
    for (let i = 0; i < 200; ++i) {
      fast.write(interestPacket(`/A/${"x".repeat(4000)}/${i}`));
    }
    const congested = () => forwarder.status.faces.reduce((n, { counters }) => n + counters.congested, 0);
    await until(() => congested() > 0);
    fast.write(interestPacket("/localhost/nfd/cs/info", { canBePrefix: true }));
    const [answer] = (await once(fast, "data")) as [Buffer];
    expect(answer[0]).toBe(0x06);
  });

  it("over UDP lasts until nothing has come for some time", async () => {
    const { forwarder, port } = await start({ limits: { udpIdle: 50 } });
    const socket = createSocket("udp4");
    onTestFinished(() => void socket.close());
    socket.send(interestPacket("/localhost/nfd/cs/info", { canBePrefix: true }), port("udp"), "127.0.0.1");
    const [answer] = (await once(socket, "message")) as [Buffer];
    expect(answer[0]).toBe(0x06);
    expect(forwarder.status.faces[0]).toMatchObject({ scope: "local" });
    await until(() => forwarder.status.faces.length === 0);
  });

  it("from a web page elsewhere is refused, unless that is allowed", async () => {
    const { uri } = await start({ webOrigins: ["https://chat.example"] });
    const open = async (origin: string) => {
      const socket = new WebSocket(uri("ws"), { origin });
      try {
        await once(socket, "open");
        return true;
      } catch {
        return false;
      } finally {
        socket.on("error", () => undefined).terminate();
      }
    };
    expect(await open("https://evil.example")).toBe(false);
    expect(await open("null")).toBe(false);
    expect(await open("http://localhost.evil.example")).toBe(false);
    expect(await open("https://chat.example")).toBe(true);
    expect(await open("http://localhost:5173")).toBe(true);
    expect(await open("http://127.0.0.1:8080")).toBe(true);
    expect(await open("http://[::1]:8080")).toBe(true);
  });
});

/** Registers a prefix over a bare socket, with a command made elsewhere. */
async function register(socket: Socket, prefix: string): Promise<void> {
  const parameters = Encoder.encode(new ControlParameters({ name: new Name(prefix) }));
  const interest = new Interest(new Name("/localhost/nfd/rib/register").append(new Component(8, parameters)));
  await digestSigning.sign(interest);
  socket.write(Encoder.encode(interest));
  await once(socket, "data");
}

describe("starting", () => {
  it("makes a Unix socket that only this user may open, and removes it at the end", async () => {
    const { forwarder, directory, path } = await start();
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    await forwarder.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it("refuses addresses that other machines can reach, unless that is allowed", async () => {
    for (const option of ["tcp", "udp", "ws"] as const) {
      for (const host of ["0.0.0.0", "::", "192.0.2.1", "example.org"]) {
        await expect(Forwarder.start({ [option]: { host, port: 0 } })).rejects.toMatchObject({
          code: "invalid-argument",
          message: expect.stringContaining("--allow-remote"),
        });
      }
    }
    await expect(Forwarder.start({ tcp: { port: 70_000 } })).rejects.toMatchObject({
      code: "invalid-argument",
    });
    const off = { unix: false, udp: false, ws: false } as const;
    const forwarder = await Forwarder.start({ ...off, tcp: { host: "0.0.0.0", port: 0 }, allowRemote: true });
    expect(forwarder.uris[0]).toMatch(/^tcp:\/\/0\.0\.0\.0:\d+$/);
    await forwarder.close();
  });

  it("fails when an address that was given is taken by something else, and leaves nothing behind", async () => {
    const stranger = createServer((socket) => socket.on("error", () => undefined).end("SSH-2.0\r\n"));
    stranger.listen(0, "127.0.0.1");
    await once(stranger, "listening");
    onTestFinished(() => void stranger.close());
    const { port } = stranger.address() as { port: number };
    const directory = await temporaryDirectory();
    const options = { unix: `${directory}/f.sock`, tcp: { port }, udp: false, ws: false } as const;
    const error = await Forwarder.start(options).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "address-in-use", address: `tcp://127.0.0.1:${port}` });
    await expect(Forwarder.start({ ...options, tcp: { port: 0 }, ws: { port } })).rejects.toMatchObject({
      code: "address-in-use",
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("fails when a forwarder answers there, and says where", async () => {
    const { path, port, uri } = await start();
    const off = { unix: false, tcp: false, udp: false, ws: false } as const;
    await expect(Forwarder.start({ ...off, unix: path })).rejects.toMatchObject({
      code: "already-running",
      address: `unix://${path}`,
    });
    await expect(Forwarder.start({ ...off, tcp: { port: port("tcp") } })).rejects.toMatchObject({
      code: "already-running",
      address: uri("tcp"),
    });
  });

  it("fails with a remedy when there is nothing to listen on", async () => {
    const off = { unix: false, tcp: false, udp: false, ws: false } as const;
    await expect(Forwarder.start(off)).rejects.toMatchObject({
      code: "nothing-bound",
      message: expect.stringContaining("--tcp"),
    });
    await expect(Forwarder.start({ ...off, unix: "/nonexistent/f.sock" })).rejects.toMatchObject({
      code: "bind-failed",
      message: expect.stringContaining("There is no directory"),
    });
    await expect(Forwarder.start({ ...off, unix: `/nonexistent/${"x".repeat(200)}` })).rejects.toMatchObject({
      code: "bind-failed",
      message: expect.stringMatching(/10[37] octets/),
    });
    const directory = await temporaryDirectory();
    await writeFile(`${directory}/file`, "precious");
    await expect(Forwarder.start({ ...off, unix: `${directory}/file` })).rejects.toMatchObject({
      code: "bind-failed",
      message: expect.stringContaining("is no socket"),
    });
    expect(await readdir(directory)).toEqual(["file"]);
  });

  it("is given up through the signal, which closes the forwarder afterwards", async () => {
    await expect(Forwarder.start({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    const abort = new AbortController();
    const { forwarder, directory } = await start({ signal: abort.signal });
    abort.abort();
    expect(forwarder.closed).toBe(true);
    await forwarder.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it("frees its addresses before it ends connections", async () => {
    const { forwarder, port, path } = await start();
    const socket = connect(port("tcp"), "127.0.0.1");
    await until(() => forwarder.status.faces.length === 1);
    const closed = once(socket, "close");
    void forwarder.close();
    await closed;
    const options = {
      unix: path,
      tcp: { port: port("tcp") },
      udp: { port: port("udp") },
      ws: { port: port("ws") },
    };
    const next = await Forwarder.start(options);
    expect(next.uris).toEqual(forwarder.uris);
    await next.close();
  });
});

describe("what a forwarder tells", () => {
  it("is what happens, and how it is", async () => {
    const log: string[] = [];
    const { forwarder, path } = await start({
      onLog: ({ level, message }) => log.push(`${level} ${message}`),
    });
    const socket = connect(path);
    await until(() => forwarder.status.faces.length === 1);
    await register(socket, "/A");
    socket.write(dataPacket("/A/unasked"));
    await until(() => forwarder.status.counters.unsolicitedData === 1);
    expect(forwarder.status).toMatchObject({
      faces: [
        { localUri: `unix://${path}`, scope: "local", pending: 0, counters: { inInterests: 1, inData: 1 } },
      ],
      routes: [{ prefix: "/A", origin: 0, cost: 0, flags: 1 }],
      strategies: [{ prefix: "/", strategy: "best-route" }],
      contentStore: { size: 0, octets: 0 },
      counters: { unsolicitedData: 1, satisfiedInterests: 1 },
    });
    socket.destroy();
    await until(() => forwarder.status.faces.length === 0);
    await forwarder.close();
    expect(log).toEqual([
      ...forwarder.uris.map((uri) => `info Listening on ${uri}`),
      expect.stringMatching(/^debug Face 256 to fd:.* opened$/),
      expect.stringMatching(/^debug Face 256 to fd:.* closed$/),
      "info Closed",
    ]);
  });
});
