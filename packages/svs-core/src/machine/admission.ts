import { type SeqNoRange, type StateVector, type VectorForm, v3Form } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";
import { Quarantine } from "./quarantine.js";
import { Signers } from "./signers.js";
import type { SyncLimits } from "./sync-limits.js";
import type { Now, RefusalReason } from "./types.js";

/** Octets of a row beside its name, with a bootstrap time and a small number: more than it takes in most forms. */
const ROW_OVERHEAD = 24;

/** Octets that a row may grow by until its number is above 2^32. */
const ROW_GROWTH = 3;

/** Share of `newRowsPeriod`, from when the link comes up, in which new rows count for nobody: one member may tell of all. */
const JOINING = 1 / 20;

/** Ranges that are not to be learnt. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly ranges: readonly SeqNoRange[];
  /** Those that the owner is to be told of: of what is in quarantine, not each repetition. */
  readonly news: readonly SeqNoRange[];
}

/** What came of a vector's news. */
export interface Admitted {
  readonly taken: readonly SeqNoRange[];
  readonly refusals: readonly Refusal[];
}

const NONE: readonly Refusal[] = Object.freeze([]);

/** Decides what of a verified vector is learnt, by {@link SyncLimits}. */
export class Admission {
  readonly signers: Signers;
  private readonly quarantine: Quarantine;
  private joiningUntil: Millis = Number.NEGATIVE_INFINITY;

  /** @param period - in milliseconds: what is claimed again and again is told of so often. */
  constructor(
    private readonly vector: StateVector,
    private readonly form: VectorForm,
    private readonly limits: SyncLimits,
    period: Millis,
  ) {
    this.signers = new Signers(limits);
    this.quarantine = new Quarantine(limits.quarantineMax, limits.jumpWitnesses, period);
  }

  /** The link came up: much may be new. */
  linkUp(now: Now): void {
    this.joiningUntil = now.monotonic + JOINING * this.limits.newRowsPeriod;
  }

  /**
   * @param newer - what the vector has and we lack, in canonical order.
   * @param signer - who signed it, if that can be told.
   */
  admit(now: Now, newer: readonly SeqNoRange[], signer: string | undefined): Admitted {
    if (newer.every((range) => this.isOrdinary(range))) {
      return { taken: newer, refusals: NONE };
    }
    const taken: SeqNoRange[] = [];
    const refusals = new Map<RefusalReason, { ranges: SeqNoRange[]; news: SeqNoRange[] }>();
    const refuse = (reason: RefusalReason, range: SeqNoRange, isNews = true): void => {
      const { ranges, news } = refusals.get(reason) ?? { ranges: [], news: [] };
      ranges.push(range);
      if (isNews) {
        news.push(range);
      }
      refusals.set(reason, { ranges, news });
    };
    let size = this.vector.encodedSize(this.form) + ROW_GROWTH * this.vector.size;
    for (const range of newer) {
      const isNew = range.low === 1;
      let { high } = range;
      if (isNew && this.isUnfit(now, range)) {
        refuse(range.node.length > this.limits.nameSizeMax ? "long-name" : "bootstrap-time", range);
        continue;
      }
      if (this.isJump(now, range)) {
        const { vouched, isNews } = this.quarantine.claim(range, signer, now.monotonic);
        if (vouched < range.low) {
          refuse("jump", range, isNews);
          continue;
        }
        this.release(range.node, range.bootstrapTime);
        high = Math.min(high, vouched);
      }
      if (isNew) {
        const octets = range.node.length + ROW_OVERHEAD;
        if (size + octets > this.limits.ownVectorSizeMax) {
          refuse("vector-full", range);
          continue;
        }
        const isCounted = signer !== undefined && now.monotonic >= this.joiningUntil;
        if (isCounted && !this.signers.mayBring(signer, octets, now.monotonic)) {
          refuse("signer-quota", range);
          continue;
        }
        size += octets;
      }
      taken.push({ ...range, high });
    }
    return { taken, refusals: Array.from(refusals, ([reason, refusal]) => ({ reason, ...refusal })) };
  }

  /** A number of the row is believed now. */
  release(node: Uint8Array, bootstrapTime: number): void {
    this.quarantine.release(node, bootstrapTime);
  }

  /** A known row that rises by little: nearly all there are. */
  private isOrdinary({ low, high }: SeqNoRange): boolean {
    return low > 1 && high - low < this.limits.jumpMax;
  }

  private isUnfit(now: Now, { node, bootstrapTime }: SeqNoRange): boolean {
    const { nameSizeMax, bootstrapAheadMax, bootstrapAgeMax } = this.limits;
    const age = this.form === v3Form ? now.wall / 1000 - bootstrapTime : 0;
    return node.length > nameSizeMax || age < -bootstrapAheadMax || age > bootstrapAgeMax;
  }

  private isJump(now: Now, { node, bootstrapTime, low, high }: SeqNoRange): boolean {
    const { jumpMax, jumpRate } = this.limits;
    const rise = high - low + 1;
    if (rise <= jumpMax) {
      return false;
    }
    const stamp = low === 1 ? Number.NEGATIVE_INFINITY : this.vector.stamp(node, bootstrapTime);
    const seconds = Number.isFinite(stamp) ? (now.monotonic - stamp) / 1000 : now.wall / 1000 - bootstrapTime;
    return rise > jumpMax + jumpRate * Math.max(0, seconds);
  }
}
