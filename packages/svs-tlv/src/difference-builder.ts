import type { Difference, SeqNoRange } from "./types.js";

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

  build(): Difference {
    const { newer, behind, behindSince, refused, maxBootstrapTime } = this;
    return { newer, behind, behindSince, refused, maxBootstrapTime };
  }
}
