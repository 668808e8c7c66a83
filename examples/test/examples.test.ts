import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Forwarder } from "@svs/forwarder";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let forwarder: Forwarder;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "svs-examples-"));
  forwarder = await Forwarder.start({ unix: join(folder, "nfd.sock"), tcp: false, udp: false, ws: false });
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.kill("SIGKILL")) {
      await once(child, "close");
    }
  }
  await forwarder.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs an example as `npm run example` does, in the test's folder. */
function start(...args: readonly string[]) {
  return startIn(".", ...args);
}

/** The same in a folder within it. */
function startIn(where: string, ...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ["-C", "@svs/source", join(root, "scripts/run.mjs"), join(root, "examples/src/main.ts"), ...args],
    {
      cwd: join(folder, where),
      env: { ...process.env, NDN_CLIENT_TRANSPORT: `unix://${join(folder, "nfd.sock")}` },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    /** The first line that the pattern matches. */
    async line(pattern: RegExp): Promise<string> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) {
          throw new Error(`${args.join(" ")} ended before a line like ${pattern}.`);
        }
        if (pattern.test(value)) {
          return value;
        }
      }
    },
  };
}

/** Waits for so many files in JSON, which somebody writes in his own time. */
async function written(where: string, count: number): Promise<void> {
  const complete = async (): Promise<void> => {
    const files = await readdir(join(folder, where));
    expect(files).toHaveLength(count);
    for (const file of files) {
      JSON.parse(await readFile(join(folder, where, file), "utf8"));
    }
  };
  await vi.waitFor(complete, { timeout: 20_000 });
}

test("count", async () => {
  const alice = start("count", "alice");
  const bob = start("count", "bob");
  expect(await alice.line(/bob counts 2$/)).toBe("/bob counts 2");
  expect(await bob.line(/alice counts 2$/)).toBe("/alice counts 2");
}, 60_000);

test("alive", async () => {
  const alice = start("alive", "alice", "200");
  const bob = start("alive", "bob", "200");
  expect(await alice.line(/alive/)).toBe("/bob is alive");
  bob.child.kill("SIGKILL");
  expect(await alice.line(/silent/)).toBe("/bob is silent");
}, 60_000);

test("files: one larger than a packet, and one who comes when its owner has left", async () => {
  const octets = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  await writeFile(join(folder, "photo.jpg"), octets);
  const alice = start("files", "alice", "photo.jpg");
  await alice.line(/photo\.jpg is shared as #1/);
  const bob = start("files", "bob");
  expect(await bob.line(/alice-1/)).toBe("300000 octets from /alice are in alice-1");
  expect(Buffer.compare(await readFile(join(folder, "alice-1")), octets)).toBe(0);

  alice.child.kill("SIGKILL");
  await rm(join(folder, "alice-1"));
  const carol = start("files", "carol");
  expect(await carol.line(/alice-1/)).toBe("300000 octets from /alice are in alice-1");
  expect(Buffer.compare(await readFile(join(folder, "alice-1")), octets)).toBe(0);
}, 60_000);

test("keys: members of one organisation hear each other, and nobody of another one", async () => {
  const alice = start("keys", "alice");
  expect(await alice.line(/certificate/)).toBe("alice has a certificate");
  await written("keys", 2);
  const bob = start("keys", "bob");
  expect(await bob.line(/alice:/)).toBe("/org/alice: I am alice, and can show it");
  expect(await alice.line(/bob:/)).toBe("/org/bob: I am bob, and can show it");

  await mkdir(join(folder, "elsewhere"));
  const mallory = startIn("elsewhere", "keys", "mallory");
  await mallory.line(/certificate/);
  expect(await alice.line(/refused/)).toMatch(/The certificate of \/org\/KEY\/\S+ could not be had/);
}, 60_000);

test("an example that is not there is told in a line", async () => {
  const nothing = start("nothing");
  const [status] = await once(nothing.child, "close");
  expect(status).toBe(2);
});
