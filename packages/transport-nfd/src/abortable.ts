/** What `promise` becomes, or a rejection with the signal's reason as soon as it aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const settle = (): void => signal.removeEventListener("abort", onAbort);
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener("abort", onAbort);
    promise.then(resolve, reject).finally(settle);
  });
}
