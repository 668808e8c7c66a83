import type { Millis } from "@svs/core";

/**
 * What a medium may do or not.
 *
 * - `persistence`: what was stored is there when the store is opened again;
 * - `kill`: the process that has the store open can be killed, or what that leaves can be made.
 */
export type StoreCapability = "persistence" | "kill";

/**
 * One medium, by itself, on which a store is opened: one at a time, the next one after the one before was
 * closed or killed. Disposing it closes what is open, and removes the medium.
 */
export interface StoreDomain<Store> extends AsyncDisposable {
  /** Milliseconds that a case waits for what must come; they are spent only where a case fails. */
  readonly patience: Millis;

  /**
   * Kills the process that has the store open, at this moment: what was promised stays, and what was not may be
   * there or not. The case does not use that store again. Needs the capability `kill`.
   * @returns resolves when the store can be opened again.
   */
  kill(store: Store): Promise<void>;
}
