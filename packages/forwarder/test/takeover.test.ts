import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ForwarderClock, systemClock } from "../src/clock.js";
import { claimSocketPath } from "../src/faces/claim-socket-path.js";
import { defaultSocketPath } from "../src/faces/default-socket-path.js";
import { Forwarder, localForwarder, startForwarder } from "../src/index.js";
import { probe } from "../src/probe.js";
import { temporaryDirectory } from "./support/temporary-directory.js";

/** A place to meet that nobody else uses. */
async function meetingPlace() {
  const directory = await temporaryDirectory();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  const unix = `${directory}/f.sock`;
  return { directory, unix, port, options: { unix, tcp: { port }, udp: false, ws: false } as const };
}

interface Host {
  readonly process: ChildProcess;
  readonly uri: string;
  readonly hosting: boolean;
}

/** Another process that starts or finds the forwarder. */
async function spawnHost(unix: string, port: number): Promise<Host> {
  const script = fileURLToPath(new URL("support/host-process.ts", import.meta.url));
  const args = ["--conditions=@svs/source", "--import", "tsx", script, unix, String(port)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { process: child, ...(JSON.parse(line) as { uri: string; hosting: boolean }) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Leaves a socket whose owner was killed. */
async function leaveStaleSocket(path: string): Promise<void> {
  const program = `require("node:net").createServer().listen(process.argv[1], () => console.log("ready"))`;
  const owner = spawn(process.execPath, ["--eval", program, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(owner.stdout, "data");
  await kill(owner);
}

let nonces = 0;
const answers = async (uri: string) => (await probe(uri, ++nonces, systemClock, 2000)) === "forwarder";

async function listening(server: Server, at: number | string): Promise<Server> {
  server.listen(at);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

describe("startForwarder", () => {
  it("starts a forwarder where there is none, and finds it where there is one", async () => {
    const { options, unix } = await meetingPlace();
    const first = await startForwarder(options);
    expect(first).toMatchObject({ hosting: true, uri: `unix://${unix}` });
    const second = await startForwarder(options);
    expect(second).toEqual({ hosting: false, uri: `unix://${unix}` });
    const overTcp = await startForwarder({ ...options, unix: false });
    expect(overTcp).toMatchObject({ hosting: false, uri: first.forwarder!.uris[0] });
    await first.forwarder!.close();
    const third = await startForwarder(options);
    expect(third.hosting).toBe(true);
    await third.forwarder!.close();
  });

  for (const [label, without] of [
    ["a port and a socket", {}],
    ["a port alone", { unix: false }],
    ["a socket alone", { tcp: false }],
  ] as const) {
    it(`lets exactly one of many win that race for ${label}`, async () => {
      const { options } = await meetingPlace();
      for (let round = 0; round < 5; ++round) {
        const started = await Promise.all(
          Array.from({ length: 8 }, () => startForwarder({ ...options, ...without })),
        );
        const [host, ...more] = started.filter(({ hosting }) => hosting);
        expect(more).toEqual([]);
        expect(new Set(host!.forwarder!.uris)).toContain(host!.uri);
        expect(started.every(({ uri }) => host!.forwarder!.uris.includes(uri))).toBe(true);
        await host!.forwarder!.close();
      }
    });
  }

  it("lets exactly one win over a socket whose owner was killed", async () => {
    const { unix, directory } = await meetingPlace();
    await leaveStaleSocket(unix);
    expect(await readdir(directory)).toEqual(["f.sock"]);
    const off = { tcp: false, udp: false, ws: false } as const;
    const started = await Promise.all(Array.from({ length: 8 }, () => startForwarder({ ...off, unix })));
    expect(started.filter(({ hosting }) => hosting)).toHaveLength(1);
    expect(await answers(`unix://${unix}`)).toBe(true);
    await started.find(({ hosting }) => hosting)!.forwarder!.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it("lets exactly one win over a stale socket, however late the others come", async () => {
    const { unix, directory } = await meetingPlace();
    for (let round = 0; round < 40; ++round) {
      // A socket file that outlives its server: the server removes the name that it gave.
      const owner = await listening(createServer(), unix);
      await rename(unix, `${unix}.stale`);
      await new Promise((resolve) => owner.close(resolve));
      await rename(`${unix}.stale`, unix);

      const winners: Server[] = [];
      const contend = async (delay: number) => {
        for (let turn = 0; turn < delay; ++turn) {
          await setImmediate();
        }
        const server = createServer();
        await claimSocketPath(unix, async () => {
          server.listen(unix);
          await once(server, "listening");
        });
        winners.push(server);
      };
      await Promise.allSettled(Array.from({ length: 12 }, (_, i) => contend(i * (round % 6))));
      expect(winners).toHaveLength(1);
      await new Promise((resolve) => winners[0]!.close(resolve));
      expect(await readdir(directory)).toEqual([]);
    }
  });

  it("takes over at the same addresses when the process that hosts is killed", async () => {
    const { unix, port, options } = await meetingPlace();
    const host = await spawnHost(unix, port);
    expect(host.hosting).toBe(true);
    expect(await startForwarder(options)).toEqual({ hosting: false, uri: `unix://${unix}` });
    await kill(host.process);
    const next = await startForwarder(options);
    expect(next).toMatchObject({ hosting: true, uri: `unix://${unix}` });
    expect(await answers(`tcp://127.0.0.1:${port}`)).toBe(true);
    await next.forwarder!.close();
  });

  it("never takes a socket that somebody listens on", async () => {
    const { unix, options } = await meetingPlace();
    const silent = await listening(createServer(), unix);
    const connected: unknown[] = [];
    silent.on("connection", (socket) => {
      connected.push(socket.on("error", () => undefined));
      socket.end();
    });
    await expect(startForwarder({ ...options, tcp: false })).rejects.toMatchObject({
      code: "address-in-use",
    });
    expect(connected.length).toBeGreaterThan(0);
    expect(silent.listening).toBe(true);
  });

  it("recovers from a lock whose holder died, and waits for one that lives", async () => {
    const { unix, directory, options } = await meetingPlace();
    await leaveStaleSocket(unix);
    await writeFile(`${unix}.lock`, "");
    await utimes(`${unix}.lock`, 1000, 1000);
    const first = await startForwarder({ ...options, tcp: false });
    expect(first.hosting).toBe(true);
    await first.forwarder!.close();
    expect(await readdir(directory)).toEqual([]);

    await leaveStaleSocket(unix);
    await writeFile(`${unix}.lock`, "");
    let retries = 0;
    const clock: ForwarderClock = {
      ...systemClock,
      schedule(delay, callback) {
        if (delay === 20 && ++retries === 3) {
          void rm(`${unix}.lock`);
        }
        return systemClock.schedule(delay, callback);
      },
    };
    const second = await startForwarder({ ...options, tcp: false, clock });
    expect(second.hosting).toBe(true);
    expect(retries).toBeGreaterThanOrEqual(3);
    await second.forwarder!.close();
  });

  it("says what is missing when there is no place to meet", async () => {
    for (const tcp of [false, { port: 0 }] as const) {
      await expect(startForwarder({ unix: false, tcp })).rejects.toMatchObject({ code: "invalid-argument" });
    }
  });
});

describe("localForwarder", () => {
  it("gives a URI each time, hosts one at the most, and hands over when it is closed", async () => {
    const { options } = await meetingPlace();
    await using alice = localForwarder(options);
    await using bob = localForwarder(options);
    const uris = await Promise.all([alice(), alice(), bob(), bob(), alice()]);
    expect(await Promise.all(uris.map(answers))).not.toContain(false);
    const hosts = [alice, bob].filter(({ hosted }) => hosted);
    expect(hosts).toHaveLength(1);
    const [host, guest] = hosts[0] === alice ? [alice, bob] : [bob, alice];

    await host.close();
    expect(host.hosted).toBeUndefined();
    await expect(host()).rejects.toMatchObject({ code: "aborted" });
    expect(await answers(await guest())).toBe(true);
    expect(guest.hosted).toBeInstanceOf(Forwarder);
    expect(await Promise.all(uris.map(answers))).not.toContain(false);
  });

  it("closes what it was just starting", async () => {
    const { options, unix } = await meetingPlace();
    const local = localForwarder(options);
    const starting = local();
    const closed = local.close();
    await expect(starting).rejects.toMatchObject({ code: "aborted" });
    await closed;
    expect(await answers(`unix://${unix}`)).toBe(false);
  });
});

describe("defaultSocketPath", () => {
  const surroundings = async () => {
    const directory = await temporaryDirectory();
    return {
      directory,
      environment: {
        env: {},
        platform: "linux",
        nfdSocketPath: "/proc/nowhere/nfd.sock",
        tmpdir: directory,
      } as const,
    };
  };

  it("is NFD's where its directory can be had, then the runtime directory's, then one of one's own", async () => {
    const { directory, environment } = await surroundings();
    const nfdSocketPath = `${directory}/nfd/nfd.sock`;
    expect(await defaultSocketPath({ ...environment, nfdSocketPath })).toBe(nfdSocketPath);
    const env = { XDG_RUNTIME_DIR: directory };
    expect(await defaultSocketPath({ ...environment, env })).toBe(`${directory}/svs-forwarder.sock`);
    const own = await defaultSocketPath(environment);
    expect(own).toMatch(/\/svs-forwarder-\d+\/svs-forwarder.sock$/);
    expect(await defaultSocketPath(environment)).toBe(own);
    expect(await defaultSocketPath({ ...environment, platform: "win32" })).toBeUndefined();
  });

  it("is not in a directory that others can write to, or that is a link", async () => {
    const { directory, environment } = await surroundings();
    const own = (await defaultSocketPath(environment))!.replace("/svs-forwarder.sock", "");
    await chmod(own, 0o777);
    expect(await defaultSocketPath(environment)).toBeUndefined();
    await rm(own, { recursive: true });
    await mkdir(`${directory}/elsewhere`, { mode: 0o700 });
    await symlink(`${directory}/elsewhere`, own);
    expect(await defaultSocketPath(environment)).toBeUndefined();
  });
});

describe("probe", () => {
  it("tells a forwarder from a stranger and from nobody", async () => {
    const { unix, port } = await meetingPlace();
    expect(await probe(`unix://${unix}`, 1, systemClock, 2000)).toBe("nobody");
    expect(await probe(`tcp://127.0.0.1:${port}`, 1, systemClock, 2000)).toBe("nobody");
    const strangers: ((socket: Socket) => void)[] = [
      (socket) => socket.pipe(socket),
      (socket) => socket.end("220 smtp\r\n"),
      (socket) => socket.destroy(),
      () => undefined,
    ];
    for (const behave of strangers) {
      const server = createServer((socket) => behave(socket.on("error", () => undefined))).listen(unix);
      await once(server, "listening");
      expect(await probe(`unix://${unix}`, 1, systemClock, 100)).toBe("stranger");
      server.close();
    }
  });
});
