import type { Clock, Random, Timer } from "@svs/core";

/**
 * Runs a program that takes time, chance and digests from the platform, in virtual time: for peers' code, which has
 * no ports for them.
 */
export async function withVirtualGlobals<T>(clock: Clock, random: Random, run: () => Promise<T>): Promise<T> {
  const { subtle } = globalThis.crypto;
  const digest = subtle.digest.bind(subtle);
  const restore = [
    replace(globalThis, "setTimeout", (callback: () => void, delay = 0) => clock.schedule(delay, callback)),
    replace(globalThis, "clearTimeout", (timer: Timer | undefined) => timer?.cancel()),
    replace(performance, "now", () => clock.monotonic()),
    replace(Date, "now", () => clock.wall()),
    replace(Math, "random", () => random.next()),
    replace(subtle, "digest", (algorithm: string, data: Uint8Array<ArrayBuffer>) =>
      clock.work(digest(algorithm, data)),
    ),
  ];
  try {
    return await run();
  } finally {
    for (const undo of restore) {
      undo();
    }
  }
}

/** @returns what puts the former one back. */
function replace(on: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(on, name);
  Object.defineProperty(on, name, { value, configurable: true, writable: true });
  return () => {
    if (before) {
      Object.defineProperty(on, name, before);
    } else {
      Reflect.deleteProperty(on, name);
    }
  };
}
