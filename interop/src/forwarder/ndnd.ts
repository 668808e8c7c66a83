import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installGo } from "../install/install-go.js";
import type { ForwarderKind, RunningForwarder } from "./forwarder-kind.js";

/** Milliseconds in which it must be listening, and in which it must end. */
const PATIENCE = 10_000;
/** Milliseconds between two looks whether it listens. */
const LOOK_EVERY = 20;
/** Lines of its log that an error carries. */
const LAST_LINES = 15;

/**
 * How NDNd is started. A Unix socket is always there; the other listeners are off unless given.
 *
 * A port of 0 is a free one. NDNd binds TCP and UDP to every address of its network namespace and
 * cannot be told otherwise: away from a machine of one's own, give both only with `within`.
 */
export interface NdndOptions {
  /**
   * Where its socket, configuration and log are, made if it is not there. It stays, so that
   * another NDNd started with the same options is found at the same place. By default a temporary
   * one, which is removed in the end.
   */
  readonly directory?: string | undefined;
  readonly tcp?: number | undefined;
  readonly udp?: number | undefined;
  /** On 127.0.0.1, unless it runs `within` another network namespace: then on every address. */
  readonly ws?: number | undefined;
  /** A command that runs the command after it somewhere: `["ip", "netns", "exec", "a"]`. */
  readonly within?: readonly string[] | undefined;
  /** Whether it takes registrations from other machines. By default not. */
  readonly localhop?: boolean | undefined;
  /** As NDNd calls them: `ERROR`, `WARN`, `INFO` (the default), `DEBUG`, `TRACE`. */
  readonly logLevel?: string | undefined;
}

/** Where it listens beside its socket. */
export type NdndPorts = { readonly [Listener in "tcp" | "udp" | "ws"]: number | undefined };

/** An NDNd that runs. Disposing it ends it by SIGTERM. */
export interface RunningNdnd extends RunningForwarder {
  readonly pid: number;
  readonly ports: NdndPorts;
  /** What it has logged. */
  log(): string;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
}

/** NDNd, reached by its Unix socket alone. */
export const ndnd: ForwarderKind = {
  id: "ndnd",
  title: "NDNd 1.5.3",
  start: () => startNdnd(),
};

/**
 * Starts NDNd, and resolves when it listens.
 * @throws NotInstalled if it cannot be had; Error with the end of its log if it does not start.
 */
export async function startNdnd(options: NdndOptions = {}): Promise<RunningNdnd> {
  const { ndnd: program } = await installGo();
  const directory = resolve(options.directory ?? mkdtempSync(join(tmpdir(), "ndnd-")));
  mkdirSync(directory, { recursive: true });
  const ports = {
    tcp: await portOf(options.tcp),
    udp: await portOf(options.udp),
    ws: await portOf(options.ws),
  };
  const socket = join(directory, "nfd.sock");
  const logFile = join(directory, "ndnd.log");
  const configuration = join(directory, "ndnd.yml");
  writeFileSync(configuration, configurationText(options, ports, socket, logFile));
  writeFileSync(logFile, "");

  const [command, ...args] = [...(options.within ?? []), program, "fw", "run", configuration];
  const child = spawn(command!, args, { stdio: ["ignore", "ignore", "pipe"] });
  // That there is no such command shows in its lack of a pid.
  child.on("error", () => {});
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaints += text;
  });
  const log = () => readFileSync(logFile, "utf8") + complaints;
  const end = async (signal: NodeJS.Signals) => {
    await endProcess(child, signal);
    if (options.directory === undefined) {
      rmSync(directory, { recursive: true, force: true });
    }
  };

  try {
    // In another namespace only the socket can be reached from here, which it opens last.
    const here = options.within ? [] : [ports.tcp, ports.ws].filter((port) => port !== undefined);
    await listens(child, { path: socket });
    for (const port of here) {
      await listens(child, { port, host: "127.0.0.1" });
    }
    if (log().includes('msg="Unable to start')) {
      throw new Error("it cannot listen");
    }
  } catch (error) {
    const lines = log().trimEnd().split("\n").slice(-LAST_LINES).join("\n");
    await end("SIGKILL");
    throw new Error(`NDNd did not start (${(error as Error).message}); the end of its log:\n${lines}`, {
      cause: error,
    });
  }
  return {
    uri: `unix://${socket}`,
    pid: child.pid!,
    ports,
    log,
    kill: () => end("SIGKILL"),
    [Symbol.asyncDispose]: () => end("SIGTERM"),
  };
}

/** YAML, for which JSON will do. */
function configurationText(
  { within, localhop = false, logLevel = "INFO" }: NdndOptions,
  { tcp, udp, ws }: NdndPorts,
  socket: string,
  logFile: string,
): string {
  return JSON.stringify(
    {
      core: { log_level: logLevel, log_file: logFile },
      mgmt: { allow_localhop: localhop },
      faces: {
        unix: { enabled: true, socket_path: socket },
        tcp: { enabled: tcp !== undefined, port_unicast: tcp ?? 0 },
        // It listens whatever `enabled_unicast` says; but not on port 0.
        udp: { enabled_unicast: udp !== undefined, enabled_multicast: false, port_unicast: udp ?? 0 },
        websocket: { enabled: ws !== undefined, bind: within ? "" : "127.0.0.1", port: ws ?? 0 },
        http3: { enabled: false },
      },
    },
    undefined,
    2,
  );
}

async function portOf(wanted: number | undefined): Promise<number | undefined> {
  return wanted === 0 ? freePort() : wanted;
}

/** A port that nobody has: it was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when a connection is taken. @throws Error if the process ends, or never takes one. */
async function listens(child: ChildProcess, address: NetConnectOpts): Promise<void> {
  for (const giveUp = Date.now() + PATIENCE; ; await delay(LOOK_EVERY)) {
    if (!runs(child)) {
      throw new Error(child.pid === undefined ? "the command was not found" : "it ended");
    }
    if (await takesConnection(address)) {
      return;
    }
    if (Date.now() > giveUp) {
      throw new Error(`it took no connection within ${PATIENCE / 1000} s`);
    }
  }
}

function takesConnection(address: NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(address);
    connection.on("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.on("error", () => resolve(false));
  });
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!runs(child)) {
    return;
  }
  const exited = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  await exited;
  clearTimeout(timer);
}

function runs(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
