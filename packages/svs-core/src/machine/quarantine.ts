import type { SeqNoRange } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";

/** Signers of one claim that are remembered. */
const WITNESSES_MAX = 16;

interface Claim {
  readonly node: Uint8Array;
  readonly bootstrapTime: number;
  /** The highest number that was claimed. */
  high: number;
  /** When its owner was last told of it, on the monotonic clock. */
  toldAt: Millis;
  /** What each signer has claimed at the most. */
  readonly by: Map<string, number>;
}

/** Rows of which more was claimed than is believed: neither known nor announced until somebody vouches for them. */
export class Quarantine {
  /** Claimed longest ago first. There are few: a list. */
  private readonly claims: Claim[] = [];

  /**
   * @param capacity - rows at the most.
   * @param witnesses - different signers who have to claim a number.
   * @param period - in milliseconds: a claim that is made again is told of again after that.
   */
  constructor(
    private readonly capacity: number,
    private readonly witnesses: number,
    private readonly period: Millis,
  ) {}

  /**
   * Notes a claim.
   * @param signer - `undefined` if it cannot be told from others: it counts as nobody.
   * @returns the number that enough signers vouch for, 0 if there is none; and whether the owner is to be told.
   */
  claim(
    { node, bootstrapTime, high }: SeqNoRange,
    signer: string | undefined,
    now: Millis,
  ): { readonly vouched: number; readonly isNews: boolean } {
    const claim: Claim = this.take(node, bootstrapTime) ?? {
      node,
      bootstrapTime,
      high: 0,
      toldAt: now,
      by: new Map(),
    };
    if (this.claims.length >= this.capacity) {
      this.claims.shift();
    }
    this.claims.push(claim);
    const isNews = high > claim.high || now - claim.toldAt >= this.period;
    claim.high = Math.max(high, claim.high);
    claim.toldAt = isNews ? now : claim.toldAt;
    if (signer !== undefined && (claim.by.has(signer) || claim.by.size < WITNESSES_MAX)) {
      claim.by.set(signer, Math.max(high, claim.by.get(signer) ?? 0));
    }
    const vouched = [...claim.by.values()].sort((a, b) => b - a)[this.witnesses - 1] ?? 0;
    return { vouched, isNews };
  }

  /** A number of the row is believed: what is claimed beyond it is a new claim. */
  release(node: Uint8Array, bootstrapTime: number): void {
    this.take(node, bootstrapTime);
  }

  private take(node: Uint8Array, bootstrapTime: number): Claim | undefined {
    const index = this.claims.findIndex(
      (claim) => claim.bootstrapTime === bootstrapTime && isAlike(claim.node, node),
    );
    return index < 0 ? undefined : this.claims.splice(index, 1)[0];
  }
}

function isAlike(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
