import { fork } from "node:child_process";
import { on } from "node:events";
import { fileURLToPath } from "node:url";
import { Forwarder } from "@svs/forwarder";
import type { Figure } from "../report.js";
import { Observer } from "./observer.js";
import type { ProgramMessage, ProgramOptions } from "./program.js";

/** The longest delays that an observer saw, in milliseconds. */
interface Delays {
  readonly gapAtRest: number;
  readonly gapBusy: number;
  readonly waitAtRest: number;
  readonly waitBusy: number;
}

const RUN = fileURLToPath(new URL("../../../scripts/run.mjs", import.meta.url));
const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));
const NODE = "/under-test";
/** Between two Sync Interests of the member, and between two Interests of the observer, in milliseconds. */
const PERIOD = 100;
const ASK_EVERY = 50;

/**
 * What a busy main thread does to its member, seen from another process: the member in a worker, beside the same
 * one in the main thread itself.
 *
 * @param busy - how long the main thread does nothing but count, in milliseconds.
 */
export async function workerFigures(busy: number): Promise<Figure[]> {
  const worker = await delaysOf(true, busy);
  const sameThread = await delaysOf(false, busy);
  const figure = (name: string, of: keyof Delays): Figure => ({
    name,
    value: worker[of],
    unit: "ms",
    peer: sameThread[of],
    ratio: sameThread[of] / worker[of],
  });
  const load = `main thread busy for ${busy / 1000} s`;
  return [
    figure(`longest gap between Sync Interests, one every ${PERIOD} ms, main thread at rest`, "gapAtRest"),
    figure(`longest gap between Sync Interests, one every ${PERIOD} ms, ${load}`, "gapBusy"),
    figure("longest wait for a publication, main thread at rest", "waitAtRest"),
    figure(`longest wait for a publication, ${load}`, "waitBusy"),
  ];
}

async function delaysOf(inWorker: boolean, busy: number): Promise<Delays> {
  await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
  const uri = forwarder.uris[0]!;
  const group = "/bench";
  await using observer = await Observer.start(uri, group);
  const rest = 1000;
  const publications = Math.ceil((busy + 3 * rest) / ASK_EVERY);
  const options: ProgramOptions = {
    inWorker,
    uri,
    group,
    node: NODE,
    period: PERIOD,
    publications,
    rest,
    busy,
  };
  const program = fork(RUN, [PROGRAM, JSON.stringify(options)], { execArgv: ["-C", "@svs/source"] });
  let asking: NodeJS.Timeout | undefined;
  let seqNo = 0;
  try {
    for await (const [message] of on(program, "message", { close: ["exit"] })) {
      const told = message as ProgramMessage;
      if (told.is === "done") {
        const atRest = { from: told.restFrom, to: told.busyFrom };
        const whileBusy = { from: told.busyFrom, to: told.to };
        return {
          gapAtRest: observer.longestGap(atRest),
          gapBusy: observer.longestGap(whileBusy),
          waitAtRest: observer.longestWait(atRest),
          waitBusy: observer.longestWait(whileBusy),
        };
      }
      asking = setInterval(() => {
        if (seqNo < publications) {
          observer.ask(NODE, told.bootstrapTime, ++seqNo).catch(() => undefined); // the program has ended
        }
      }, ASK_EVERY);
    }
    throw new Error("The program under test ended before it was done.");
  } finally {
    clearInterval(asking);
    program.kill();
  }
}
