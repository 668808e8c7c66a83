import type { Difference, SeqNoRange } from "./types.js";

/** How far a difference was gathered. */
export interface DifferenceMark {
  readonly newerCount: number;
  readonly behind: number;
  readonly behindSince: number;
  readonly refused: number;
}

/** Gathers a {@link Difference}. */
export class DifferenceBuilder {
  refused = 0;
  maxBootstrapTime = 0;

  private readonly newer: SeqNoRange[] = [];
  private behind = 0;
  private behindSince = Number.POSITIVE_INFINITY;

  /** @param octets - where their names are. */
  constructor(private readonly octets: Uint8Array) {}

  addNewer(nameAt: number, nameLength: number, bootstrapTime: number, low: number, high: number): void {
    const { octets } = this;
    const node = new Uint8Array(nameLength);
    for (let i = 0; i < nameLength; i++) {
      node[i] = octets[nameAt + i]!;
    }
    this.newer.push({ node, bootstrapTime, low, high });
  }

  addBehind(stamp: number): void {
    this.behind++;
    if (stamp < this.behindSince) {
      this.behindSince = stamp;
    }
  }

  mark(): DifferenceMark {
    const { newer, behind, behindSince, refused } = this;
    return { newerCount: newer.length, behind, behindSince, refused };
  }

  /** Forgets what was gathered since; the largest bootstrap time stays. */
  backTo({ newerCount, behind, behindSince, refused }: DifferenceMark): void {
    this.newer.length = newerCount;
    this.behind = behind;
    this.behindSince = behindSince;
    this.refused = refused;
  }

  build(): Difference {
    const { newer, behind, behindSince, refused, maxBootstrapTime } = this;
    return { newer, behind, behindSince, refused, maxBootstrapTime };
  }
}
