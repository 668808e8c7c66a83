import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { Name } from "@ndn/packet";
import { type Dialect, SvSync, v3 } from "@svs/core";
import { ndnd, python, python02, python02Shared, v2, v2Shared } from "@svs/core/dialects";
import { Forwarder, ForwarderError, type ForwarderOptions } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, describe, expect, test } from "vitest";
import { vacancyFindings } from "../../src/doctor/no-forwarder.js";
import type { ChatOptions } from "../../src/run-chat.js";
import { freePort } from "../free-port.js";
import { type Outcome, runCommand } from "../run-command.js";
import { hurriedClock } from "./hurried-clock.js";

const NONE = { unix: false, udp: false, ws: false } as const;
const DAY = 86_400_000;
/** Times as fast as the system's clock. */
const HURRY = 5;

const running: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) {
    await each[Symbol.asyncDispose]();
  }
});

function keep<T extends AsyncDisposable>(running_: T): T {
  running.push(running_);
  return running_;
}

/** A forwarder at a free port. */
async function startForwarder(options: ForwarderOptions = {}): Promise<string> {
  const forwarder = keep(await Forwarder.start({ ...NONE, tcp: { port: 0 }, ...options }));
  return forwarder.uris[0]!;
}

/** A program that is no forwarder. */
async function startStranger(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  keep({
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    },
  });
  return (server.address() as AddressInfo).port;
}

/** A member that has published something. */
async function join(uri: string, group: string, dialect: Dialect, setStrategy = true): Promise<void> {
  const clock = hurriedClock(HURRY);
  const transport = keep(await NfdTransport.connect({ uri, setStrategy, clock }));
  const member = keep(await SvSync.open({ transport, group, node: `/${dialect.name}`, dialect, clock }));
  await member.publish("hello");
}

/** A machine on which nothing is to be found, except for what is given. */
async function machine(parts: ChatOptions["environment"] = {}): Promise<Partial<ChatOptions>> {
  const [port, tcp] = [await freePort(), `tcp://127.0.0.1:${await freePort()}`];
  return {
    environment: { env: {}, clientConfs: [], sockets: [], tcp, ...parts },
    serve: { ...NONE, tcp: { port } },
  };
}

/** Runs `svs-chat doctor` in a hurry. */
function doctor(argv: string, options: Partial<ChatOptions> = {}): Promise<Outcome> {
  const words = argv === "" ? [] : argv.split(" ");
  return runCommand(["doctor", ...words], { clock: hurriedClock(HURRY), ...options });
}

/** What was found, but of the place where nothing is kept yet: that is looked at whatever else there is. */
function lines({ stdout }: Outcome): string[] {
  return stdout
    .split("\n")
    .slice(0, -1)
    .filter((line) => !WELL.place.test(line));
}

const WELL = {
  connected:
    /^ok {7}Connected to the forwarder at tcp:\S+, as asked for: svs-forwarder \S+, which answers in [\d.]+ m?s\.$/,
  clock: /^ok {7}The clock says \d{4}-\d\d-\d\d \d\d:\d\d UTC, and nothing that was heard contradicts it\.$/,
  place: /^ok {7}What is said in \S+ will be kept in \S+svs-chat; nothing of it is there yet\.$/,
};

function matching(...patterns: (string | RegExp)[]): unknown[] {
  return patterns.map((pattern) => expect.stringMatching(pattern));
}

describe("with a forwarder", () => {
  test("everything is well in an empty group, but that nobody is there", async () => {
    const uri = await startForwarder();
    const outcome = await doctor(`--forwarder ${uri} -gp /e`);
    expect(lines(outcome)).toEqual(
      matching(
        WELL.connected,
        /^ok {7}The forwarder accepted a registration of \/e, in [\d.]+ m?s\.$/,
        /^note {5}The strategy of \/e is best-route, chosen for all names; a chat sets multicast when it joins\.$/,
        WELL.clock,
        /^note {5}Nobody was heard in \/e during 3 s: begin with svs-chat -gp \/e -n NAME, /,
      ),
    );
    expect(outcome).toMatchObject({ code: 0, stderr: "svs-chat: Listening in /e for 3 s.\n" });
  });

  test("everybody is heard in his dialect, without joining, and nothing stays behind", async () => {
    const uri = await startForwarder();
    const forwarder = running[0] as Forwarder;
    for (const dialect of [v3, v2, v2Shared, python, python02, python02Shared, ndnd]) {
      await join(uri, "/all", dialect);
    }
    const before = forwarder.status;
    const outcome = await doctor(`--forwarder ${uri} -gp /all --listen 1.5 --log-level warn`);
    expect(lines(outcome).slice(2)).toEqual(
      matching(
        /^ok {7}The strategy of \/all is multicast, chosen for \/all\/54=%03\.$/,
        WELL.clock,
        /^ok {7}Heard v3 in \/all \(1 member\), the chat's own dialect\.$/,
        /^warning {2}Heard v2 \(the C\+\+ library, NDNts\) in \/all \(1 member\); .*: svs-chat -gp \/all --dialect v2\.$/,
        /^warning {2}Heard v2-shared \(the C\+\+ library\) in \/all \(1 member\), which the chat does not speak; .*\.$/,
        /^warning {2}Heard python \(ndn-svs 0\.3\) in \/all \(1 member\); .*: svs-chat -gp \/all --dialect python\.$/,
        /^warning {2}Heard python-0\.2 \(SVSync of ndn-svs 0\.2\) in \/all \(1 member\), which/,
        /^warning {2}Heard python-0\.2 \(ndn-svs 0\.2 and its chat\) in \/all \(1 member\); .* --dialect python-0\.2\.$/,
        /^warning {2}Heard ndnd \(NDNd's SvsALO\) in \/all \(1 member\), which/,
      ),
    );
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    await expect.poll(() => forwarder.status.routes).toEqual(before.routes);
    expect(forwarder.status.strategies).toEqual(before.strategies);
  });

  test("who has registered and published nothing is seen at the forwarder", async () => {
    const uri = await startForwarder();
    const transport = keep(await NfdTransport.connect({ uri }));
    const prefix = v3.syncPrefix(new Name("/q"));
    await transport.serve(prefix, () => undefined);
    const found = lines(await doctor(`--forwarder ${uri} -gp /q --listen 1`));
    expect(found.at(-1)).toContain("though one program has registered it at the forwarder");
  });

  test("the wrong strategy is a warning while there are members", async () => {
    const uri = await startForwarder();
    await join(uri, "/b", v3, false);
    const outcome = await doctor(`--forwarder ${uri} -gp /b --listen 1.5`);
    expect(lines(outcome)[2]).toMatch(
      /^warning {2}The strategy of \/b is best-route, .*: nfdc strategy set prefix \/b\/54=%03 strategy \S+\/multicast /,
    );
    expect(outcome.code).toBe(0);
  });

  test("a refused registration fails, with the forwarder's words and the remedy", async () => {
    const uri = await startForwarder({ limits: { routesPerFace: 0 } });
    const outcome = await doctor(`--forwarder ${uri}`);
    expect(lines(outcome)).toEqual(
      matching(
        WELL.connected,
        /^failed {3}The forwarder did not register \/svs: 403 This face .*; its operator can let local programs register \(nfd\.conf: rib \{ localhost_security .*\)\.$/,
        /^note {5}The strategy of \/svs is best-route/,
        WELL.clock,
      ),
    );
    expect(outcome.code).toBe(1);
  });

  test("of another machine's, what cannot be read is said, and who can let us in", async () => {
    // Only addresses that are plainly this machine's own count as such.
    const uri = (await startForwarder()).replace("127.0.0.1", "127.1");
    const outcome = await doctor(`--forwarder ${uri}`);
    expect(lines(outcome)).toEqual(
      matching(
        /^ok {7}Connected to the forwarder at tcp:\/\/127\.1:\d+, as asked for\.$/,
        /^failed {3}The forwarder did not register \/svs: 403 .*; other machines may register only if .*localhop_security/,
        /^note {5}The strategy of \/svs cannot be read or set from another machine; its operator sees to it: nfdc /,
        WELL.clock,
      ),
    );
    expect(outcome.code).toBe(1);
  });

  test("a clock that differs from the forwarder's by more than a day fails", async () => {
    const uri = await startForwarder();
    const clock = hurriedClock(HURRY, { wallAhead: 2 * DAY + 1_000 });
    const outcome = await doctor(`--forwarder ${uri} --listen 1 --log-level error`, { clock });
    expect(lines(outcome)[3]).toMatch(
      /^failed {3}This clock, which says .*, is 2 d ahead of the forwarder's, and the others may ignore this chat; set this/,
    );
    expect(outcome).toMatchObject({ code: 1, stderr: "" });
  });

  test("a member that began long after now fails, as the chat would not hear it", async () => {
    const uri = await startForwarder();
    const transport = keep(await NfdTransport.connect({ uri }));
    const clock = hurriedClock(HURRY, { wallAhead: 3 * DAY });
    const member = keep(await SvSync.open({ transport, group: "/f", node: "/late", clock }));
    await member.publish("hello");
    const outcome = await doctor(`--forwarder ${uri} -gp /f --listen 1.5`);
    expect(lines(outcome)[3]).toMatch(/^failed {3}By this clock, .*, a member began 2 d from now/);
    expect(outcome.code).toBe(1);
  });

  test("one that goes away in the middle fails, at once", async () => {
    const uri = await startForwarder();
    const forwarder = running[0] as Forwarder;
    const examination = doctor(`--forwarder ${uri} --listen 3600`);
    await expect.poll(() => forwarder.status.routes.length).toBe(1);
    await forwarder.close();
    const outcome = await examination;
    expect(lines(outcome).at(-1)).toMatch(
      /^failed {3}The connection was ended in the middle of the examination by the forwarder at \S+, as asked for; see /,
    );
    expect(outcome.code).toBe(1);
  });

  test("who gives up gets no health certificate", async () => {
    const uri = await startForwarder();
    const forwarder = running[0] as Forwarder;
    const leaving = new AbortController();
    const examination = doctor(`--forwarder ${uri} --listen 3600`, { leaving: leaving.signal });
    await expect.poll(() => forwarder.status.routes.length).toBe(1);
    leaving.abort();
    const outcome = await examination;
    expect(lines(outcome)).toHaveLength(2);
    expect(outcome).toMatchObject({ code: 1, stderr: "svs-chat: Listening in /svs for 3600 s.\n" });
    await expect.poll(() => forwarder.status.faces).toEqual([]);
  });
});

describe("without a forwarder", () => {
  test("it says where the first chat will serve one, and leaves the place free", async () => {
    const options = await machine();
    const { port } = options.serve!.tcp as { port: number };
    const outcome = await doctor("", options);
    expect(lines(outcome)).toEqual(
      matching(
        `^ok {7}No forwarder runs on this machine, and none is needed: the first chat will serve one at tcp://127\\.0\\.0\\.1:${port}\\.$`,
        WELL.clock,
      ),
    );
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout.split("\n").at(-2)).toMatch(WELL.place);
    await startForwarder({ tcp: { port } });
  });

  test("a place where a chat could keep nothing fails", async () => {
    const outcome = await doctor(`--store ${fileURLToPath(import.meta.url)}`, await machine());
    expect(lines(outcome).at(-1)).toMatch(/^failed {3}What is said cannot be kept in .*; name another place/);
    expect(outcome).toMatchObject({ code: 1, stderr: "" });
  });

  test("a chat that could serve none fails", async () => {
    const port = await startStranger(() => undefined);
    const outcome = await doctor("", { ...(await machine()), serve: { ...NONE, tcp: { port } } });
    expect(lines(outcome)).toEqual(
      matching(
        `^failed {3}No forwarder runs on this machine, and a chat could not serve one at tcp://127\\.0\\.0\\.1:${port} \\(another program listens there\\); make that address free, or run .* and name it with --forwarder\\.$`,
        WELL.clock,
      ),
    );
    expect(outcome.code).toBe(1);
  });

  test("places that only others would miss are warnings", () => {
    const wsInUse = new ForwarderError("address-in-use", "In use.", { address: "ws://127.0.0.1:9696" });
    const unixForbidden = new ForwarderError("permission-denied", "No.", { address: "unix:///run/x" });
    const findings = vacancyFindings({
      uris: ["tcp://127.0.0.1:6363"],
      unbound: [
        { option: "ws", error: wsInUse },
        { option: "unix", error: unixForbidden },
        { option: "udp", error: new ForwarderError("bind-failed", "It rains.") },
      ],
    });
    expect(findings.map(({ verdict, sentence }) => `${verdict}: ${sentence}`).slice(1)).toEqual([
      "warning: A chat cannot serve web pages at ws://127.0.0.1:9696 (another program listens there); make that address free if they are to join.",
      "warning: A chat cannot serve other NDN programs at unix:///run/x (this user may not listen there); make that address free if they are to join.",
      "warning: A chat cannot serve programs that speak UDP at udp (It rains); make that address free if they are to join.",
    ]);
  });

  test("one that only chats know the place of is found", async () => {
    const port = await freePort();
    const uri = await startForwarder({ tcp: { port } });
    const outcome = await doctor("--listen 1", { ...(await machine()), serve: { ...NONE, tcp: { port } } });
    expect(lines(outcome)[0]).toContain(`ok       Connected to the forwarder found at ${uri}: svs-forwarder`);
  });

  test("who takes connections and is silent fails within seconds", async () => {
    const port = await startStranger(() => undefined);
    const begun = performance.now();
    const outcome = await doctor("", await machine({ tcp: `tcp://127.0.0.1:${port}` }));
    expect(lines(outcome)).toEqual(
      matching(
        /^failed {3}No answer comes from the forwarder found at tcp:\S+; start it again, or see what else listens there\.$/,
        WELL.clock,
      ),
    );
    expect(outcome.code).toBe(1);
    expect((performance.now() - begun) * HURRY).toBeLessThan(10_000);
  });

  test("who speaks another protocol is none", async () => {
    const port = await startStranger((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    const outcome = await doctor(`--forwarder tcp://127.0.0.1:${port}`);
    expect(lines(outcome)).toEqual(
      matching(
        /^failed {3}The connection was ended without an answer by the forwarder at tcp:\S+, as asked for; see what it is that listens there\.$/,
      ),
    );
    expect(outcome.code).toBe(1);
  });

  const GONE = "tcp://127.0.0.1:1";
  test.each([
    [
      { env: { NDN_CLIENT_TRANSPORT: GONE } },
      `In NDN_CLIENT_TRANSPORT: The forwarder at ${GONE} refuses connections; start the forwarder.`,
    ],
    [
      { env: { NDNTS_UPLINK: "gopher://x" } },
      'In NDNTS_UPLINK: "gopher://x" is no forwarder address (its scheme is not one of these); write ',
    ],
    [
      { clientConfs: ["/my/client.conf"], readFile: async () => "transport=nonsense" },
      'In /my/client.conf: "nonsense" is no forwarder address (',
    ],
    [
      { clientConfs: ["/my/client.conf"], readFile: () => Promise.reject(new Error("EACCES")) },
      "The file /my/client.conf exists and cannot be read; mend its permissions.",
    ],
  ])("a setting that is wrong is named: %j", async (parts, sentence) => {
    const outcome = await doctor("", await machine(parts));
    expect(lines(outcome)).toEqual([
      expect.stringContaining(`failed   ${sentence}`),
      expect.stringMatching(WELL.clock),
    ]);
    expect(outcome).toMatchObject({ code: 1, stderr: "" });
  });

  test("one that was named and does not answer fails; a name that is none is a wrong option", async () => {
    const outcome = await doctor(`--forwarder ${GONE}`);
    expect(lines(outcome)[0]).toBe(
      `failed   The forwarder at ${GONE} refuses connections; start the forwarder.`,
    );
    expect(outcome.code).toBe(1);
    expect(await doctor("--forwarder gopher://x")).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^svs-chat: "gopher:\/\/x" is no forwarder address.*; write .*\.\n$/),
    });
  });
});

test("its help goes to standard output; the chat's names it; wrong options are refused", async () => {
  const help = await doctor("--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  for (const option of ["-gp, --groupprefix", "--forwarder", "--listen", "--store", "--log-level"]) {
    expect(help.stdout).toContain(`${option} `);
  }
  expect((await runCommand(["--help"])).stdout).toContain("svs-chat doctor");
  expect(await doctor("-n alice")).toEqual({
    code: 2,
    stdout: "",
    stderr: "svs-chat: there is no option -n; svs-chat doctor --help lists what can be said.\n",
  });
});
