import { SvsError } from "@svs/core";

/** The error for what was given up. */
export function abortedError(signal: AbortSignal): SvsError {
  return new SvsError("aborted", "The operation was aborted.", { cause: signal.reason });
}

/** @throws SvsError `aborted` if it has been given up already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw abortedError(signal);
  }
}

/** What the promise becomes, or `aborted` as soon as the signal aborts. */
export function untilAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (!signal) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortedError(signal));
    const settled = (): void => signal.removeEventListener("abort", onAbort);
    promise.then(resolve, reject).finally(settled);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
    }
  });
}
