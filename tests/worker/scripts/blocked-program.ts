// A program whose main thread does nothing but wait, busily, until a worker's member lets it go.
import { writeSync } from "node:fs";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { SvSyncWorker } from "@svs/worker";

const [script, uri, group] = process.argv.slice(2);
const released = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(script!, { workerData: released });
const svs = await SvSyncWorker.open(worker, { uri, group, node: "/blocked" });
writeSync(1, "blocked\n");
while (Atomics.load(released, 0) === 0);
writeSync(1, "released\n");
await svs.close();
