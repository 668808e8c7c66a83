import { SvsError } from "./svs-error.js";

/** The error for an operation that was given up. */
export function abortedError(signal: AbortSignal): SvsError {
  return new SvsError("aborted", "The operation was aborted.", { cause: signal.reason });
}

/** @throws SvsError `aborted` if the signal is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw abortedError(signal);
  }
}

/**
 * A promise that something else settles, or the signal: then with `SvsError` code `aborted`.
 * `begin` gets the two settlers and returns what to undo once it has settled, however.
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortedError(signal));
      return;
    }
    let undo: (() => void) | undefined;
    let settled = false;
    const settle = (): void => {
      settled = true;
      signal?.removeEventListener("abort", onAbort);
      undo?.();
    };
    const onAbort = (): void => {
      settle();
      reject(abortedError(signal!));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    undo = begin(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
    if (settled) {
      undo();
    }
  });
}

/** The promise, given up early when the signal aborts. What was begun goes on. */
export function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  return abortable(signal, (resolve, reject) => {
    promise.then(resolve, reject);
    return () => undefined;
  });
}
