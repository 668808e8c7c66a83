/** The lock manager of browsers, which pages have that came a safe way. */
function locks(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}

/**
 * Holds a lock for as long as this worker lives: in a browser nobody is told that a worker was terminated, but whoever
 * waits for its lock.
 * @returns whether it is held: not every browser has locks.
 */
export async function holdLifeline(name: string): Promise<boolean> {
  const manager = locks();
  if (!manager) {
    return false;
  }
  return new Promise((resolve) => {
    const hold = (): Promise<void> => {
      resolve(true);
      return new Promise(() => undefined);
    };
    manager.request(name, hold).catch(() => resolve(false));
  });
}

/** Calls back when the worker that holds the lock is gone, unless the signal aborts before. */
export function whenCut(name: string, signal: AbortSignal, then: () => void): void {
  locks()
    ?.request(name, { signal }, then)
    .catch(() => undefined); // given up
}
