// The program under test: a member in a worker or in the main thread, which is at rest for a while and then busy.
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { SvSyncWorker } from "@svs/worker";
import { type MemberOptions, openMember } from "./open-member.js";

/** What the program is told. */
export interface ProgramOptions extends MemberOptions {
  readonly inWorker: boolean;
  /** Publications that are there before it begins. */
  readonly publications: number;
  /** How long the main thread is at rest, and then busy, in milliseconds. */
  readonly rest: number;
  readonly busy: number;
}

/** What it tells, with moments in milliseconds since 1970. */
export type ProgramMessage =
  | { readonly is: "ready"; readonly bootstrapTime: number }
  | { readonly is: "done"; readonly restFrom: number; readonly busyFrom: number; readonly to: number };

const options = JSON.parse(process.argv[2]!) as ProgramOptions;

const tell = (message: ProgramMessage): void => void process.send?.(message);
const now = (): number => performance.timeOrigin + performance.now();

/** The sources run without a build in a worker as they do in a process. */
function startWorker(): Worker {
  const run = new URL("../../../scripts/run.mjs", import.meta.url);
  return new Worker(run, {
    argv: [fileURLToPath(new URL("member.ts", import.meta.url))],
    execArgv: process.execArgv,
  });
}

const svs = options.inWorker ? await SvSyncWorker.open(startWorker(), options) : await openMember(options);
for (let i = 0; i < options.publications; i++) {
  await svs.publish("a publication");
}
await sleep(options.rest); // what starting has stirred up has settled
tell({ is: "ready", bootstrapTime: await svs.bootstrapTime });
const restFrom = now();
await sleep(options.rest);
const busyFrom = now();
while (now() < busyFrom + options.busy);
await sleep(options.rest); // what was held up comes now
tell({ is: "done", restFrom, busyFrom, to: now() });
