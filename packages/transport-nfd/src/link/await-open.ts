import type { DialOptions } from "./dial-options.js";

/** A dial took longer than `connectTimeout`. */
export class DialTimeout extends Error {}

/**
 * Waits until a link being opened is open, has failed, has taken too long or is given up.
 * @param begin - starts opening; calls one of its arguments. Only the first call counts.
 * @param abandon - releases what was begun; called once, on every outcome but success.
 */
export function awaitOpen<T>(
  { clock, connectTimeout, signal }: DialOptions,
  begin: (opened: (link: T) => void, failed: (error: unknown) => void) => void,
  abandon: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const settle = (): boolean => {
      const first = !settled;
      settled = true;
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      return first;
    };
    const failed = (error: unknown): void => {
      if (settle()) {
        abandon();
        reject(error);
      }
    };
    const onAbort = (): void => failed(signal.reason);
    const timer = clock.schedule(connectTimeout, () =>
      failed(new DialTimeout(`no answer within ${connectTimeout} ms`)),
    );
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) {
      failed(signal.reason);
      return;
    }
    begin((link) => {
      if (settle()) {
        resolve(link);
      }
    }, failed);
  });
}
