import { setTimeout as delay } from "node:timers/promises";

/** Resolves when the condition holds. @param within - milliseconds. @throws Error if it does not by then. */
export async function until(what: string, within: number, condition: () => boolean): Promise<void> {
  for (const due = performance.now() + within; !condition(); await delay(1)) {
    if (performance.now() > due) {
      throw new Error(`${within} ms were not enough for ${what}.`);
    }
  }
}
