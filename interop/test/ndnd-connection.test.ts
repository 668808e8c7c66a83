import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Name } from "@ndn/packet";
import { v3 } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../scripts/run-command.mjs";
import { type RunningNdnd, startNdnd } from "../src/forwarder/ndnd.js";
import { installGo } from "../src/install/install-go.js";
import { MemberProcess } from "../src/peer/member-process.js";
import { ourProgram } from "../src/peer/ours.js";
import type { Program } from "../src/peer/peer-kind.js";
import { describeIfInstalled } from "./describe-if-installed.js";
import { Reader } from "./reader.js";
import { SlowRelay } from "./slow-relay.js";
import { until } from "./until.js";

let directory: string;
const forwarders: RunningNdnd[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "svs-ndnd-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(forwarders.splice(0).map((forwarder) => forwarder.kill()));
  await rm(directory, { recursive: true });
});

const silence = (): undefined => undefined;

async function start(name: string): Promise<RunningNdnd> {
  const forwarder = await startNdnd({ directory: join(directory, name) });
  forwarders.push(forwarder);
  return forwarder;
}

/** What is registered at the forwarder that NDNd's own tool finds in the environment. */
async function routesThatNdndFinds(): Promise<string> {
  const { status, output } = await runCommand((await installGo()).ndnd, ["fw", "route-list"]);
  expect(status, output).toBe(0);
  return output;
}

await describeIfInstalled("where NDNd is", installGo, () => {
  test("is said by ~/.ndn/client.conf, to us as to NDNd's own tool", async () => {
    const { uri } = await start("configured");
    await mkdir(join(directory, ".ndn"));
    await writeFile(join(directory, ".ndn/client.conf"), `; Written by hand.\ntransport=${uri}\n`);
    vi.stubEnv("HOME", directory);
    await using transport = await NfdTransport.connect();
    expect(transport).toMatchObject({
      uri,
      source: "client.conf",
      sourcePath: join(directory, ".ndn/client.conf"),
    });
    await transport.serve(new Name("/here"), silence);
    expect(await routesThatNdndFinds()).toContain("prefix=/here ");
  });

  test("is said by NDN_CLIENT_TRANSPORT before that", async () => {
    const { uri } = await start("named");
    await mkdir(join(directory, ".ndn"));
    await writeFile(join(directory, ".ndn/client.conf"), `transport=${(await start("configured")).uri}\n`);
    vi.stubEnv("HOME", directory);
    vi.stubEnv("NDN_CLIENT_TRANSPORT", uri);
    await using transport = await NfdTransport.connect();
    expect(transport).toMatchObject({ uri, source: "NDN_CLIENT_TRANSPORT" });
    await transport.serve(new Name("/here"), silence);
    expect(await routesThatNdndFinds()).toContain("prefix=/here ");
  });
});

await describeIfInstalled("an NDNd that is not there yet", installGo, () => {
  test("is missed at once, or waited for", async () => {
    const uri = `unix://${join(directory, "late/nfd.sock")}`;
    await expect(NfdTransport.connect({ uri })).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `There is no forwarder socket at ${join(directory, "late/nfd.sock")}; start the forwarder, or name another.`,
    });
    const connecting = NfdTransport.connect({ uri, waitForForwarder: true });
    const forwarder = await start("late");
    expect(forwarder.uri).toBe(uri);
    await using transport = await connecting;
    expect(transport.status).toBe("up");
  });

  test("is waited for once it was there", async () => {
    const forwarder = await start("gone");
    await using alice = await Reader.join(forwarder.uri, "/room", "/alice");
    await using bob = await Reader.join(forwarder.uri, "/room", "/bob");
    await forwarder.kill();
    await rm(join(directory, "gone"), { recursive: true });
    await until(
      "both to notice",
      1_000,
      () => ![alice, bob].some(({ transport }) => transport.status === "up"),
    );
    await alice.svs.publish("while there was none");
    await start("gone");
    await until("it to be read", 10_000, () => bob.count("/alice") === 1);
  });
});

await describeIfInstalled("an NDNd whose socket is not ours to open", installGo, () => {
  /** Root may open everything; stripped of its privileges, only what it is allowed to. */
  function unprivileged({ command, args }: Program): Program {
    return process.geteuid!() === 0
      ? { command: "setpriv", args: ["--inh-caps=-all", "--bounding-set=-all", command, ...args] }
      : { command, args };
  }

  // NDNd lets everybody open its socket itself: an operator closes it, or the directory around it.
  test.each(["nfd.sock", "."])("is told of in a sentence (mode 000 on %s)", async (closed) => {
    const forwarder = await start("closed");
    const socket = join(directory, "closed/nfd.sock");
    await chmod(join(directory, "closed", closed), 0o000);
    try {
      const options = { node: "/alice", group: "/room", forwarder: forwarder.uri };
      await expect(MemberProcess.start(unprivileged(await ourProgram(v3)), options)).rejects.toThrow(
        `This user may not open the forwarder's socket ${socket}; join the group that owns it and its directory, or run as their owner.`,
      );
    } finally {
      await chmod(join(directory, "closed", closed), 0o700);
    }
  });
});

await describeIfInstalled("an NDNd that is slow", installGo, () => {
  test("registers late, and everything comes all the same", async () => {
    const forwarder = await start("slow");
    // More than a command waits the first time it is sent.
    const delay = 1_200;
    const path = join(directory, "slow/nfd.sock");
    await using relay = await SlowRelay.listen(path, join(directory, "relay.sock"), delay);
    const begin = performance.now();
    await using bob = await Reader.join(relay.uri, "/room", "/bob");
    expect(performance.now() - begin).toBeGreaterThan(1_000 + delay);
    await using alice = await Reader.join(forwarder.uri, "/room", "/alice");
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`);
    for (const text of texts) {
      await alice.svs.publish(text);
    }
    await bob.svs.publish("and back");
    await until("both to have read", 20_000, () => bob.count("/alice") === 20 && alice.count("/bob") === 1);
    expect(bob.texts).toEqual(new Map([["/alice", texts]]));
    expect(bob.transport.statistics.connections).toBe(1);
  });
});
