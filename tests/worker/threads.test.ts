import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { MessageChannel, Worker } from "node:worker_threads";
import { type Publication, SvSync, SvsError } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { SvSyncWorker } from "@svs/worker";
import { hostMember } from "@svs/worker/host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleScripts, type Scripts } from "./bundle-scripts.js";

const GROUP = "/threads";
let scripts: Scripts;
let forwarder: Forwarder;

beforeAll(async () => {
  scripts = await bundleScripts(["member", "echoing-member", "blocked-program"]);
  forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
});

afterAll(async () => {
  await forwarder.close();
  scripts[Symbol.dispose]();
});

const start = (): Worker => new Worker(scripts.file("member"));
const open = (worker: Worker, node = "/worker"): Promise<SvSyncWorker> =>
  SvSyncWorker.open(worker, { uri: forwarder.uris[0], group: GROUP, node });
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

test("a member in a thread publishes and hears; the thread ends with it", async () => {
  await using transport = await NfdTransport.connect({ uri: forwarder.uris[0] });
  await using here = await SvSync.open({ transport, group: GROUP, node: "/here" });
  const worker = start();
  const exited = once(worker, "exit");
  const there = await open(worker);

  const content = Uint8Array.from({ length: 100_000 }, (_, i) => i);
  const published = await there.publish(content, { transfer: true });
  expect([content.length, published.content.length]).toEqual([0, 100_000]);
  const heard = await here.publications().next();
  expect(heard.value?.content).toEqual(published.content);

  await here.publish("from the main thread");
  const { value } = await there.publications().next();
  expect([value?.from, value?.text()]).toEqual(["/here", "from the main thread"]);

  await there.close();
  expect(await exited).toEqual([0]);
});

test.each([
  ["throws", (worker: Worker) => worker.postMessage("throw"), "an error in it was not caught"],
  ["exits", (worker: Worker) => worker.postMessage("exit"), "it ended with the exit code 3"],
  ["is terminated", (worker: Worker) => void worker.terminate(), "it ended with the exit code 1"],
])("when the thread %s, everything that waits is told", async (_how, end, why) => {
  const worker = start();
  const svs = await open(worker);
  const told = once(svs, "error") as Promise<[CustomEvent<SvsError>]>;
  const reading = svs.publications();
  const pending = [caught(reading.next()), caught(svs.whenSynced({ quietFor: 1e6 }))];
  end(worker);
  for (const error of [...(await Promise.all(pending)), (await told)[0].detail]) {
    expect(SvsError.is(error, "worker-failed") && error.message).toContain(why);
  }
  expect(await caught(open(worker))).toMatchObject({ code: "worker-failed" });
  await svs.close();
});

test("a script that cannot be loaded is told of", async () => {
  const error = await caught(open(new Worker(scripts.file("nowhere"))));
  expect(SvsError.is(error, "worker-failed") && error.cause).toMatchObject({ code: "MODULE_NOT_FOUND" });
});

test("a MessagePort is a way, too; when it is closed, the member is", async () => {
  const { port1, port2 } = new MessageChannel();
  const released = new Promise<void>((resolve) => {
    hostMember(async ({ node }: { node: string }, { signal, use }) => {
      use({ [Symbol.asyncDispose]: async () => resolve() });
      const transport = use(await NfdTransport.connect({ uri: forwarder.uris[0], signal }));
      return SvSync.open({ transport, group: GROUP, node, signal });
    }, port2);
  });
  const svs = await SvSyncWorker.open(port1, { node: "/port" });
  expect((await svs.publish("through a port")).seqNo).toBe(1);
  port1.close();
  await released;
  await expect(svs.status).rejects.toMatchObject({ code: "worker-failed" });
});

test("while the main thread is blocked, its member hears, fetches, publishes and announces", async () => {
  await using transport = await NfdTransport.connect({ uri: forwarder.uris[0] });
  await using outside = await SvSync.open({ transport, group: "/blocked-group", node: "/outside" });
  const child = spawn(
    process.execPath,
    [scripts.file("blocked-program"), scripts.file("echoing-member"), forwarder.uris[0]!, "/blocked-group"],
    { stdio: ["ignore", "pipe", "inherit"], timeout: 25_000 },
  );
  try {
    const exited = once(child, "exit");
    const order: string[] = [];
    const lines = createInterface(child.stdout);
    lines.on("line", (line) => order.push(line));
    await once(lines, "line");
    const heard: AsyncIterator<Publication> = outside.publications();
    for (const word of ["one", "two", "three"]) {
      await outside.publish(word);
      const { value } = await heard.next();
      order.push(value?.text() ?? "nothing");
    }
    await outside.publish("release");
    expect(await exited).toEqual([0, null]);
    expect(order).toEqual(["blocked", "echo of one", "echo of two", "echo of three", "released"]);
  } finally {
    child.kill();
  }
});
