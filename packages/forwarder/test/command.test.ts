import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../src/clock.js";
import { runCommand } from "../src/command.js";
import { Forwarder } from "../src/index.js";
import { probe } from "../src/probe.js";
import { temporaryDirectory } from "./support/temporary-directory.js";
import { until } from "./support/until.js";

/** Runs the command, and collects what it prints. */
function run(...args: string[]) {
  const abort = new AbortController();
  const out: string[] = [];
  const err: string[] = [];
  const status = runCommand(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    signal: abort.signal,
  });
  onTestFinished(() => abort.abort());
  return { out, err, status, end: () => abort.abort() };
}

/** Only the given addresses. */
const only = (...args: string[]) => [
  ...["unix", "tcp", "udp", "ws"]
    .filter((option) => !args.includes(`--${option}`))
    .map((option) => `--no-${option}`),
  ...args,
];

describe("svs-forwarder", () => {
  it("prints where it listens, one URI a line, and how to find it, and ends when told to", async () => {
    const directory = await temporaryDirectory();
    const path = `${directory}/f.sock`;
    const { out, err, status, end } = run(
      ...["--unix", path, "--tcp", "127.0.0.1:0", "--udp", "[::1]:0", "--ws", "localhost:0"],
      ...["--multicast", "/svs", "--content-store", "0", "--log-level", "info"],
    );
    await until(() => out.length >= 6);
    expect(out).toEqual([
      expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/),
      `unix://${path}`,
      expect.stringMatching(/^ws:\/\/(127\.0\.0\.1|\[::1\]):\d+$/),
      expect.stringMatching(/^udp:\/\/\[::1\]:\d+$/),
      "",
      `Applications find it with NDN_CLIENT_TRANSPORT=${out[0]}`,
    ]);
    expect(await probe(out[0]!, 1, systemClock, 2000)).toBe("forwarder");
    end();
    expect(await status).toBe(0);
    expect(await readdir(directory)).toEqual([]);
    expect(err).toEqual([...out.slice(0, 4).map((uri) => `info: Listening on ${uri}`), "info: Closed"]);
  });

  it("as a process of its own ends cleanly on a signal", async () => {
    const directory = await temporaryDirectory();
    const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
    const args = [
      "--conditions=@svs/source",
      "--import",
      "tsx",
      main,
      ...only("--unix", `${directory}/f.sock`),
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    expect(line).toBe(`unix://${directory}/f.sock`);
    child.kill("SIGTERM");
    const [status] = (await once(child, "exit")) as [number];
    expect(status).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it("ends with status 1 and a remedy when it cannot listen", async () => {
    const stranger = createServer((socket) => socket.on("error", () => undefined).end("hello\n"));
    stranger.listen(0, "127.0.0.1");
    await once(stranger, "listening");
    onTestFinished(() => void stranger.close());
    const { port } = stranger.address() as { port: number };
    const taken = run(...only("--tcp", `127.0.0.1:${port}`));
    expect(await taken.status).toBe(1);
    expect(taken.err).toEqual([
      `svs-forwarder: Another program listens on tcp://127.0.0.1:${port}: stop it, or choose another address with --tcp.`,
    ]);

    const forwarder = await Forwarder.start({ unix: false, tcp: { port: 0 }, udp: false, ws: false });
    onTestFinished(() => forwarder.close());
    const [uri] = forwarder.uris;
    const running = run(...only("--tcp", uri!.slice("tcp://".length)));
    expect(await running.status).toBe(1);
    expect(running.err[0]).toMatch(/A forwarder answers at tcp:.* already: connect to it, or/);

    const nothing = run(...only());
    expect(await nothing.status).toBe(1);
    expect(nothing.err[0]).toMatch(/no address to listen on: give it at least one/);
  });

  it("ends with status 2 and a sentence when it is called wrongly", async () => {
    for (const [args, sentence] of [
      [["--bogus"], /Unknown option '--bogus'/],
      [["extra"], /Unexpected argument 'extra'/],
      [["--tcp", "6363"], /--tcp takes HOST:PORT.* not 6363\.$/],
      [["--ws", "::1:9696"], /--ws takes HOST:PORT/],
      [["--tcp", "127.0.0.1:1", "--no-tcp"], /--tcp and --no-tcp exclude each other/],
      [["--log-level", "loud"], /--log-level is one of error, warn, info, debug, not loud/],
      [["--content-store", "much"], /--content-store takes a number of octets, not much/],
      [["--tcp", "127.0.0.1:70000"], /no port 70000/],
      [["--tcp", "0.0.0.0:0"], /Other machines could reach 0\.0\.0\.0:0.*--allow-remote/],
    ] as const) {
      const { err, out, status } = run(...args);
      expect(await status, args.join(" ")).toBe(2);
      expect(err[0]).toMatch(sentence);
      expect(out).toEqual([]);
    }
  });

  it("prints its usage and its version", async () => {
    const help = run("--help");
    expect(await help.status).toBe(0);
    expect(help.out[0]).toMatch(/^svs-forwarder: .*\n\nUsage: svs-forwarder/);
    const version = run("--version");
    expect(await version.status).toBe(0);
    const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
    expect(version.out).toEqual([(JSON.parse(manifest) as { version: string }).version]);
  });
});
