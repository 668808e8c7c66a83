import type { StateVector } from "@svs/tlv";
import type { StateStore } from "./ports/state-store.js";
import { SvsError } from "./svs-error.js";

/**
 * Saves the known and the delivered vector behind the member's back: one save at a time, and
 * however many changes come meanwhile, one more.
 */
export class StateSaver {
  private known: StateVector | undefined;
  private delivered: StateVector | undefined;
  private saving = false;
  private readonly idleWaiters: (() => void)[] = [];

  /** @param ahead - rows that are saved with the known ones; live. */
  constructor(
    private readonly store: StateStore,
    private readonly ahead: StateVector,
    private readonly onError: (error: SvsError) => void,
  ) {}

  /** The vector is read when its turn comes. */
  saveKnown(vector: StateVector): void {
    this.known = vector;
    this.begin();
  }

  saveDelivered(vector: StateVector): void {
    this.delivered = vector;
    this.begin();
  }

  /** Resolves when all that was asked for is saved, or has failed. */
  async idle(): Promise<void> {
    if (this.saving) {
      await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
    }
  }

  private begin(): void {
    if (!this.saving) {
      this.saving = true;
      this.next();
    }
  }

  private readonly next = (): void => {
    if (!this.known && !this.delivered) {
      this.saving = false;
      for (const waiter of this.idleWaiters.splice(0)) {
        waiter();
      }
      return;
    }
    const change = { known: this.known && this.whole(this.known), delivered: this.delivered?.encode() };
    this.known = undefined;
    this.delivered = undefined;
    try {
      this.store.save(change).then(this.next, this.onFailure);
    } catch (cause) {
      this.onFailure(cause);
    }
  };

  private readonly onFailure = (cause: unknown): void => {
    this.onError(
      SvsError.is(cause) ? cause : new SvsError("store-failed", "The state could not be saved.", { cause }),
    );
    this.next();
  };

  private whole(known: StateVector): Uint8Array {
    if (this.ahead.size === 0) {
      return known.encode();
    }
    const whole = known.clone();
    whole.merge(this.ahead);
    return whole.encode();
  }
}
