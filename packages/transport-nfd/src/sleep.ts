import type { Clock, Millis } from "@svs/core";

/** Resolves after `delay`, or at once when one of `signals` aborts; never rejects. */
export function sleep(clock: Clock, delay: Millis, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal.aborted)) {
      resolve();
      return;
    }
    const done = (): void => {
      timer.cancel();
      for (const signal of signals) {
        signal.removeEventListener("abort", done);
      }
      resolve();
    };
    const timer = clock.schedule(delay, done);
    for (const signal of signals) {
      signal.addEventListener("abort", done);
    }
  });
}
