import type { Millis } from "../ports/clock.js";
import { Allowance } from "./allowance.js";
import type { SyncLimits } from "./sync-limits.js";

/** Signers that are remembered: of more, the one heard longest ago is forgotten, and is new again. */
const SIGNERS_MAX = 1024;

/** Empty vectors of one signer that are answered at once; each counts for twice `answerAgainAfter`. */
const JOINS_MAX = 8;

interface Account {
  /** Octets of new rows. */
  readonly rows: Allowance;
  /** Empty vectors. */
  readonly joins: Allowance;
}

/** Those whose signatures were good, and what each may still do. */
export class Signers {
  /** Heard longest ago first. */
  private readonly accounts = new Map<string, Account>();
  /** Of all that cannot be told apart. */
  private readonly common: Account;

  constructor(private readonly limits: SyncLimits) {
    this.common = this.open();
  }

  has(signer: string): boolean {
    return this.accounts.has(signer);
  }

  /** Its signature was good. */
  note(signer: string): void {
    const account = this.accounts.get(signer) ?? this.open();
    this.accounts.delete(signer);
    this.accounts.set(signer, account);
    if (this.accounts.size > SIGNERS_MAX) {
      const [oldest] = this.accounts.keys();
      this.accounts.delete(oldest!);
    }
  }

  /** Uses so many octets of what a signer may bring that is new. @returns false, with nothing used, if that is too much. */
  mayBring(signer: string, octets: number, now: Millis): boolean {
    return this.accounts.get(signer)?.rows.take(octets, now) ?? true;
  }

  /** Whether an empty vector is to be answered: who joins has one, and who sends one again and again does harm. */
  mayJoin(signer: string | undefined, now: Millis): boolean {
    const account = signer === undefined ? this.common : this.accounts.get(signer);
    return (account ?? this.common).joins.take(1, now);
  }

  private open(): Account {
    const { newRowsSizeMax, newRowsPeriod, answerAgainAfter } = this.limits;
    return {
      rows: new Allowance(newRowsSizeMax, newRowsPeriod),
      joins: new Allowance(
        answerAgainAfter === 0 ? Number.POSITIVE_INFINITY : JOINS_MAX,
        2 * answerAgainAfter,
      ),
    };
  }
}
