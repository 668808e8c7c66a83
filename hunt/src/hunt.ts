import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHunter } from "./bundle-hunter.js";
import { type Mark, Marks } from "./marks.js";
import type { Mutant } from "./mutants.js";
import type { Invariant } from "./violation.js";

/** A seed that broke an invariant. */
export interface Catch {
  readonly seed: number;
  readonly invariant: Invariant;
  readonly message: string;
  /** What the run did, for a person. */
  readonly plan: readonly string[];
}

/** What a hunter tells of one seed. */
export type HunterMessage =
  | { readonly caught: Catch }
  | {
      readonly packets: number;
      readonly converged: number;
      readonly marks: readonly (readonly [Mark, number])[];
    };

/** What to hunt. */
export interface HuntOptions {
  /** The first seed. Default 1. */
  readonly from?: number | undefined;
  /** How many. */
  readonly seeds: number;
  /** Ends the hunt at the first catch for that reason. Default: it goes on whatever is caught. */
  readonly until?: Invariant | undefined;
  readonly mutant?: Mutant | undefined;
  /** Processes. Default: one for each core. */
  readonly processes?: number | undefined;
  /** Told after each seed. */
  readonly onSeed?: ((done: number) => void) | undefined;
}

/** What came of a hunt. */
export interface HuntResult {
  /** Seeds that were run, each twice. */
  readonly seeds: number;
  /** Packets on links, in one run of each. */
  readonly packets: number;
  /** By seed. */
  readonly catches: readonly Catch[];
  readonly marks: Marks;
  /** Milliseconds from the end of all faults to agreement, one for each seed, in order. */
  readonly converged: readonly number[];
}

/** Hunts, in several processes. */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  const { from = 1, seeds, until, mutant, onSeed } = options;
  const processes = Math.min(options.processes ?? availableParallelism(), seeds);
  const folder = await mkdtemp(join(tmpdir(), "svs-hunt-"));
  const marks = new Marks();
  const catches: Catch[] = [];
  const converged: number[] = [];
  let packets = 0;
  let done = 0;
  const enough = new AbortController();
  const take = (message: HunterMessage): void => {
    if (enough.signal.aborted) {
      return;
    }
    done++;
    if ("caught" in message) {
      catches.push(message.caught);
      if (message.caught.invariant === until) {
        enough.abort();
      }
    } else {
      packets += message.packets;
      converged.push(message.converged);
      marks.add(message.marks);
    }
    onSeed?.(done);
  };
  try {
    const program = await bundleHunter(folder, mutant);
    const hunters = Array.from({ length: processes }, (_, i) => {
      const count = Math.ceil((seeds - i) / processes);
      return runHunter(program, [from + i, processes, count], take, enough.signal);
    });
    await Promise.all(hunters);
  } finally {
    enough.abort();
    await rm(folder, { recursive: true, force: true });
  }
  catches.sort((a, b) => a.seed - b.seed);
  converged.sort((a, b) => a - b);
  return { seeds: done, packets, catches, marks, converged };
}

function runHunter(
  program: string,
  args: readonly number[],
  take: (message: HunterMessage) => void,
  enough: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program, args.map(String), {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const end = (): void => {
      child.kill("SIGKILL");
    };
    enough.addEventListener("abort", end, { once: true });
    child.on("message", take as (message: unknown) => void);
    child.on("error", reject);
    child.on("close", (status) => {
      enough.removeEventListener("abort", end);
      if (status === 0 || enough.aborted) {
        resolve();
      } else {
        reject(new Error(`A hunter ended with status ${status}; what it wrote is above.`));
      }
    });
  });
}
