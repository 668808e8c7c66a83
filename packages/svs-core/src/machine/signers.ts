import type { Millis } from "../ports/clock.js";

/** Signers that are remembered: of more, the one heard longest ago is forgotten, and is new again. */
const SIGNERS_MAX = 1024;

interface Allowance {
  octets: number;
  /** When that was true, on the monotonic clock. */
  at: Millis;
}

/** Those whose signatures were good, and what each may still bring that is new. */
export class Signers {
  /** Heard longest ago first. */
  private readonly allowances = new Map<string, Allowance>();

  /**
   * @param sizeMax - octets of new rows that each may bring within the period.
   * @param period - in milliseconds; what was used comes back evenly in it.
   */
  constructor(
    private readonly sizeMax: number,
    private readonly period: Millis,
  ) {}

  has(signer: string): boolean {
    return this.allowances.has(signer);
  }

  /** Its signature was good. */
  note(signer: string, now: Millis): void {
    const allowance = this.allowances.get(signer) ?? { octets: this.sizeMax, at: now };
    this.allowances.delete(signer);
    this.allowances.set(signer, allowance);
    if (this.allowances.size > SIGNERS_MAX) {
      const [oldest] = this.allowances.keys();
      this.allowances.delete(oldest!);
    }
  }

  /** Uses so many octets of what a signer may bring. @returns false, with nothing used, if that is too much. */
  take(signer: string, octets: number, now: Millis): boolean {
    const allowance = this.allowances.get(signer);
    if (!allowance || this.sizeMax === Number.POSITIVE_INFINITY) {
      return true;
    }
    const back = ((now - allowance.at) / this.period) * this.sizeMax;
    allowance.octets = Math.min(this.sizeMax, allowance.octets + back);
    allowance.at = now;
    if (octets > allowance.octets) {
      return false;
    }
    allowance.octets -= octets;
    return true;
  }
}
