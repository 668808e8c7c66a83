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
  private running: Promise<void> | undefined;

  /** @param ahead - rows that are saved with the known ones; live. */
  constructor(
    private readonly store: StateStore,
    private readonly ahead: StateVector,
    private readonly onError: (error: SvsError) => void,
  ) {}

  /** The vector is read when its turn comes. */
  saveKnown(vector: StateVector): void {
    this.known = vector;
    this.running ??= this.run();
  }

  saveDelivered(vector: StateVector): void {
    this.delivered = vector;
    this.running ??= this.run();
  }

  /** Resolves when all that was asked for is saved, or has failed. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.known || this.delivered) {
      const change = { known: this.known && this.whole(this.known), delivered: this.delivered?.encode() };
      this.known = undefined;
      this.delivered = undefined;
      try {
        await this.store.save(change);
      } catch (cause) {
        this.onError(
          SvsError.is(cause)
            ? cause
            : new SvsError("store-failed", "The state could not be saved.", { cause }),
        );
      }
    }
    this.running = undefined;
  }

  private whole(known: StateVector): Uint8Array {
    if (this.ahead.size === 0) {
      return known.encode();
    }
    const whole = known.clone();
    whole.merge(this.ahead);
    return whole.encode();
  }
}
