/** One thing to time. */
export interface Subject {
  /** Puts everything back to where a batch begins. Not timed. */
  reset?(): void;
  /** Operation `i` of a batch, from 0. What it returns is used, so that it is not optimised away. */
  run(i: number): unknown;
  /** Operations in a batch. */
  readonly batch: number;
}

/** How long to go on, in milliseconds of measured time. */
const MEASURE_FOR = 300;
const BATCHES_MIN = 15;
const WARM_UP = 5;
const ASYNC_BATCH = 64;

let sink: unknown = "nothing was timed";

/** Microseconds of one operation: the median over batches, after a warm-up. */
export function measure(subject: Subject): number {
  const times: number[] = [];
  let total = 0;
  for (let batch = 0; total < MEASURE_FOR || batch < BATCHES_MIN + WARM_UP; batch++) {
    subject.reset?.();
    const begun = performance.now();
    for (let i = 0; i < subject.batch; i++) {
      sink = subject.run(i);
    }
    const took = performance.now() - begun;
    if (batch >= WARM_UP) {
      times.push((took * 1000) / subject.batch);
      total += took;
    }
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** {@link measure}, of an operation that is waited for. */
export async function measureAsync(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  let total = 0;
  for (let batch = 0; total < MEASURE_FOR || batch < BATCHES_MIN + WARM_UP; batch++) {
    const begun = performance.now();
    for (let i = 0; i < ASYNC_BATCH; i++) {
      sink = (await run()) ?? "nothing was returned";
    }
    const took = performance.now() - begun;
    if (batch >= WARM_UP) {
      times.push((took * 1000) / ASYNC_BATCH);
      total += took;
    }
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** The last result, so that it has a reader. */
export function lastResult(): unknown {
  return sink;
}

/** Octets that `build` makes and keeps, after garbage collection. Needs `--expose-gc`. */
export function heldOctets(build: () => unknown): number {
  const before = usedOctets();
  sink = build();
  return usedOctets() - before;
}

/** {@link heldOctets} of what is waited for, and that itself. */
export async function heldOctetsAsync<T>(
  build: () => Promise<T>,
): Promise<{ readonly octets: number; readonly built: T }> {
  const before = usedOctets();
  const built = await build();
  return { octets: usedOctets() - before, built };
}

function usedOctets(): number {
  const { gc } = globalThis;
  if (!gc) {
    throw new Error("memory is measured with garbage collection at hand: run node with --expose-gc");
  }
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
