import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalEnvironment, NfdTransportOptions } from "@svs/transport-nfd";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeForwarder } from "./fake-forwarder.js";
import { whenStatus } from "./when-status.js";

let directory: string;
const running: AsyncDisposable[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "svs-nfd-"));
  await chmod(directory, 0o755);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one[Symbol.asyncDispose]()));
  await rm(directory, { recursive: true, force: true });
});

function path(name: string): `/${string}` {
  return `/${join(directory, name).slice(1)}`;
}

async function listen(kind: Parameters<typeof FakeForwarder.listen>[0]): Promise<FakeForwarder> {
  const forwarder = await FakeForwarder.listen(kind);
  running.push(forwarder);
  return forwarder;
}

/** An address of this machine where nobody listens. */
async function refusedUri(): Promise<string> {
  const forwarder = await FakeForwarder.listen("tcp");
  await forwarder[Symbol.asyncDispose]();
  return forwarder.uri;
}

/** A machine on which nothing is to be found, except for what is given. */
async function machine(parts: Partial<LocalEnvironment> = {}): Promise<Partial<LocalEnvironment>> {
  return { env: {}, clientConfs: [], sockets: [], tcp: await refusedUri(), ...parts };
}

async function find(
  environment: Partial<LocalEnvironment>,
  options: NfdTransportOptions = {},
): Promise<NfdTransport> {
  const transport = await NfdTransport.connect({
    environment,
    reconnect: { initial: 1, max: 5 },
    ...options,
  });
  running.push(transport);
  return transport;
}

async function writeConf(name: string, text: string): Promise<string> {
  await writeFile(path(name), text);
  return path(name);
}

/** A socket that a forwarder which was killed has left behind. */
async function makeStaleSocket(name: string): Promise<string> {
  const { execFileSync } = await import("node:child_process");
  const script = `require("net").createServer().listen(${JSON.stringify(path(name))}, () => process.kill(process.pid, "SIGKILL"))`;
  try {
    execFileSync(process.execPath, ["-e", script], { stdio: "ignore" });
  } catch {
    // It is meant to die.
  }
  return path(name);
}

describe("where the forwarder is", () => {
  test("each place counts only if those before it are silent", async () => {
    const names = ["option", "variable", "uplink", "conf", "socket", "tcp", "fallback"] as const;
    const forwarders = await Promise.all(
      names.map((name) => listen(["tcp", "fallback"].includes(name) ? "tcp" : path(`${name}.sock`))),
    );
    const [option, variable, uplink, conf, socket, tcp, fallback] = forwarders.map(({ uri }) => uri) as [
      string,
      ...string[],
    ];
    const clientConf = await writeConf("client.conf", `transport=${conf}\n`);
    const socketPath = socket!.replace("unix://", "");
    const environment = {
      env: { NDN_CLIENT_TRANSPORT: variable, NDNTS_UPLINK: uplink },
      clientConfs: [path("absent.conf"), clientConf],
      sockets: [path("absent.sock"), socketPath],
      tcp: tcp!,
    };
    const options: NfdTransportOptions = { uri: option, fallback: () => Promise.resolve(fallback!) };
    const outcome = async (): Promise<unknown> => {
      const { uri, source, sourcePath, local } = await find(environment, options);
      expect(local).toBe(true);
      return [uri, source, sourcePath];
    };

    expect(await outcome()).toEqual([option, "option", undefined]);
    options.uri = undefined;
    expect(await outcome()).toEqual([variable, "NDN_CLIENT_TRANSPORT", undefined]);
    environment.env.NDN_CLIENT_TRANSPORT = undefined;
    expect(await outcome()).toEqual([uplink, "NDNTS_UPLINK", undefined]);
    environment.env.NDNTS_UPLINK = "";
    expect(await outcome()).toEqual([conf, "client.conf", clientConf]);
    await writeConf("client.conf", "; nothing\n");
    expect(await outcome()).toEqual([socket, "default-socket", socketPath]);
    environment.sockets.pop();
    expect(await outcome()).toEqual([tcp, "default-tcp", undefined]);
    environment.tcp = await refusedUri();
    expect(await outcome()).toEqual([fallback, "fallback", undefined]);
  });

  test.each([
    ["plain", "transport=URI"],
    ["with spaces and a comment", "\n; transport=tcp4://other.invalid\n  transport = URI ; mine"],
    ["between other lines, Windows style", "pib=pib-sqlite3\r\ntransport=URI\r\ntpm=tpm-file\r\n"],
    ["the first of two", "transport=URI\ntransport=tcp://other.invalid"],
  ])("client.conf is read: %s", async (_, text) => {
    const forwarder = await listen(path("a.sock"));
    const conf = await writeConf("client.conf", text.replace("URI", forwarder.uri));
    const transport = await find(await machine({ clientConfs: [conf, path("other.conf")] }));
    expect(transport.source).toBe("client.conf");
  });

  test("only the first client.conf counts", async () => {
    const { uri } = await listen(path("a.sock"));
    const clientConfs = [await writeConf("1.conf", "pib=x"), await writeConf("2.conf", `transport=${uri}`)];
    await expect(find(await machine({ clientConfs }))).rejects.toMatchObject({
      code: "forwarder-unreachable",
    });
  });

  test("a stale socket is skipped in the search, and an error when named", async () => {
    const stale = await makeStaleSocket("stale.sock");
    const { uri } = await listen("tcp");
    const transport = await find(await machine({ sockets: [stale], tcp: uri }));
    expect(transport.source).toBe("default-tcp");
    await expect(find({}, { uri: `unix://${stale}` })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `Nobody listens at the forwarder's socket ${stale}, which a forwarder left behind; start it again.`,
    });
  });

  test("a client.conf that names a silent forwarder on this machine is skipped; one elsewhere is not", async () => {
    const { uri } = await listen("tcp");
    const local = await writeConf("local.conf", `transport=unix://${path("absent.sock")}`);
    expect((await find(await machine({ clientConfs: [local], tcp: uri }))).source).toBe("default-tcp");
    const remote = await writeConf("remote.conf", "transport=tcp://svs.invalid");
    await expect(find(await machine({ clientConfs: [remote], tcp: uri }))).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: expect.stringMatching(/^In .*remote\.conf: .*tcp:\/\/svs\.invalid/),
    });
  });

  test("a variable that names a silent forwarder ends the search", async () => {
    const { uri } = await listen("tcp");
    const env = { NDN_CLIENT_TRANSPORT: await refusedUri() };
    let asked = 0;
    const fallback = async (): Promise<string> => {
      ++asked;
      return uri;
    };
    await expect(find(await machine({ env, tcp: uri }), { fallback })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `In NDN_CLIENT_TRANSPORT: The forwarder at ${env.NDN_CLIENT_TRANSPORT} refuses connections; start the forwarder.`,
    });
    expect(asked).toBe(0);
  });

  test("nothing anywhere: the error says where it was looked for", async () => {
    const environment = await machine({ sockets: [path("absent.sock")] });
    await expect(find(environment)).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `No forwarder was found (tried unix://${path("absent.sock")}, ${environment.tcp}); start one, or name its address in the uri option.`,
    });
  });
});

describe("a socket that may not be opened", () => {
  async function asNobody<T>(action: () => Promise<T>): Promise<T> {
    const before = process.geteuid!();
    if (before !== 0) {
      return action();
    }
    process.seteuid!(65_534);
    try {
      return await action();
    } finally {
      process.seteuid!(before);
    }
  }

  test("is permission-denied, with its path and a remedy, and the search does not go on", async () => {
    await listen(path("closed.sock"));
    await chmod(path("closed.sock"), 0);
    const { uri } = await listen("tcp");
    const expected = {
      code: "permission-denied",
      message: `This user may not open the forwarder's socket ${path("closed.sock")}; join the group that owns it and its directory, or run as their owner.`,
    };
    await asNobody(async () => {
      await expect(find({}, { uri: `unix:${path("closed.sock")}` })).rejects.toMatchObject(expected);
      const environment = await machine({ sockets: [path("closed.sock")], tcp: uri });
      await expect(find(environment)).rejects.toMatchObject(expected);
    });
  });

  test("neither is a client.conf that may not be read passed over", async () => {
    const conf = await writeConf("client.conf", "transport=tcp://127.0.0.1");
    await chmod(conf, 0);
    await asNobody(async () => {
      await expect(find(await machine({ clientConfs: [conf] }))).rejects.toMatchObject({
        code: "permission-denied",
        message: `The file ${conf} exists and cannot be read; mend its permissions.`,
      });
    });
  });
});

describe("the fallback", () => {
  test("is asked again when what it named is gone by the time of the call", async () => {
    const { uri } = await listen("tcp");
    const answers = [await refusedUri(), await refusedUri(), uri];
    const transport = await find(await machine(), { fallback: async () => answers.shift()! });
    expect(transport.uri).toBe(uri);
    expect(answers).toEqual([]);
  });

  test("that fails is told in its own words", async () => {
    const fallback = (): Promise<string> => Promise.reject(new Error("Port 6363 is taken."));
    await expect(find(await machine(), { fallback })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: "No forwarder was found, and the fallback failed: Port 6363 is taken.",
    });
  });

  test("is asked at every connection, after a new search", async () => {
    const first = await listen("tcp");
    const second = await listen("tcp");
    const sockets: string[] = [];
    const answers = [first.uri, second.uri];
    const transport = await find(await machine({ sockets }), { fallback: async () => answers.shift()! });
    expect([transport.uri, transport.source]).toEqual([first.uri, "fallback"]);
    first.face.cut();
    await whenStatus(transport, "down");
    await whenStatus(transport, "up");
    expect([transport.uri, transport.source]).toEqual([second.uri, "fallback"]);

    const third = await listen(path("nfd.sock"));
    sockets.push(path("nfd.sock"));
    second.face.cut();
    await whenStatus(transport, "down");
    await whenStatus(transport, "up");
    expect([transport.uri, transport.source]).toEqual([third.uri, "default-socket"]);
  });

  test("that never answers does not keep a transport from being given up", async () => {
    const controller = new AbortController();
    const fallback = (): Promise<string> => {
      controller.abort();
      return new Promise(() => undefined);
    };
    await expect(find(await machine(), { fallback, signal: controller.signal })).rejects.toMatchObject({
      code: "aborted",
    });
  });

  test("that fails later is tried until it succeeds", async () => {
    const first = await listen("tcp");
    const second = await listen("tcp");
    const answers = [first.uri, undefined, undefined, second.uri];
    const transport = await find(await machine(), {
      fallback: async () => {
        const uri = answers.shift();
        if (uri === undefined) {
          throw new Error("not yet");
        }
        return uri;
      },
    });
    first.face.cut();
    await whenStatus(transport, "down");
    await whenStatus(transport, "up");
    expect(transport.uri).toBe(second.uri);
  });
});

describe("bad arguments", () => {
  test.each([
    ["", "its scheme is not one of these"],
    ["ether://[00:11:22:33:44:55]", "its scheme is not one of these"],
    ["autoconfig", "its scheme is not one of these"],
    ["unix://run/nfd.sock", "its path does not begin with a slash"],
    ["tcp://", "it names no host"],
    ["tcp://host:99999", "it is no URI"],
    ["udp://host:6363/path", "there is something behind the port"],
    ["ws://", "it is no URI"],
  ])('"%s" is no address', async (uri, why) => {
    await expect(find({}, { uri })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining(`"${uri}" is no forwarder address (${why})`),
    });
  });

  test("a bad address in a variable or in client.conf says where it was written", async () => {
    const env = { NDNTS_UPLINK: "autoconfig" };
    await expect(find(await machine({ env }))).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/^In NDNTS_UPLINK: "autoconfig" is no/),
    });
    const conf = await writeConf("client.conf", "transport=nonsense");
    await expect(find(await machine({ clientConfs: [conf] }))).rejects.toMatchObject({
      message: expect.stringContaining(`In ${conf}: "nonsense" is no`),
    });
  });

  test.each([
    [{ connectTimeout: 0 }, "connectTimeout"],
    [{ keepAlive: Number.NaN }, "keepAlive"],
    [{ packetSizeMax: 10 }, "packetSizeMax"],
    [{ settle: -1 }, "settle"],
    [{ reconnect: { initial: 100, max: 10 } }, "reconnect"],
    [{ reconnect: { initial: 0 } }, "reconnect"],
    [{ reconnect: false as const, waitForForwarder: true }, "waitForForwarder"],
  ])("options out of range are refused: %o", async (options, name) => {
    await expect(find({}, options)).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining(`The option ${name} `),
    });
  });

  test("a path that no socket can have", async () => {
    await expect(find({}, { uri: `unix:///${"x".repeat(107)}` })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("107 octets at the most"),
    });
    await expect(find({}, { uri: `unix:///${"x".repeat(106)}` })).rejects.toMatchObject({
      code: "forwarder-unreachable",
    });
  });

  test("a path that is no socket", async () => {
    const file = await writeConf("file", "");
    await expect(find({}, { uri: `unix://${file}` })).rejects.toMatchObject({
      code: "forwarder-unreachable",
    });
  });
});

describe("connecting", () => {
  test.each(["tcp", "udp", "ws"] as const)("to nobody over %s is forwarder-unreachable", async (kind) => {
    const forwarder = await FakeForwarder.listen(kind);
    await forwarder[Symbol.asyncDispose]();
    await expect(find({}, { uri: forwarder.uri })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `The forwarder at ${forwarder.uri} refuses connections; start the forwarder.`,
    });
  });

  test("to a host name that does not exist says so", async () => {
    for (const scheme of ["tcp", "udp", "ws"]) {
      await expect(find({}, { uri: `${scheme}://svs.invalid:6363` })).rejects.toMatchObject({
        code: "forwarder-unreachable",
        message: expect.stringContaining("does not resolve"),
      });
    }
  });

  /** Accepts TCP connections and says nothing. */
  async function listenMute(onConnection?: () => void): Promise<string> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined));
      onConnection?.();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    running.push({
      [Symbol.asyncDispose]: async () => {
        for (const socket of sockets) {
          socket.destroy();
        }
        await new Promise((resolve) => server.close(resolve));
      },
    });
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test("takes connectTimeout at the most", async () => {
    const uri = await listenMute();
    await expect(find({}, { uri, connectTimeout: 20 })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `The forwarder at ${uri} does not answer (no answer within 20 ms); start the forwarder.`,
    });
  });

  test("is given up by a signal, before and during", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const uri = await listenMute(() => controller.abort());
    await expect(find({}, { uri, signal })).rejects.toMatchObject({ code: "aborted" });
    await expect(find({}, { uri, signal })).rejects.toMatchObject({ code: "aborted" });
  });

  test("keeps to the address family that the scheme names", async () => {
    const { port } = new URL((await listen("tcp")).uri);
    const transport = await find({}, { uri: `tcp4://localhost:${port}` });
    expect(transport.uri).toBe(`tcp4://localhost:${port}`);
    for (const host of ["localhost", "[::1]"]) {
      await expect(find({}, { uri: `tcp6://${host}:${port}` })).rejects.toMatchObject({
        code: "forwarder-unreachable",
      });
    }
  });
});
