import { sha256 } from "@noble/hashes/sha2.js";
import type { Random } from "@svs/core";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/**
 * A repeatable generator. Its numbers depend on the seed and the labels of its forks alone, so
 * a use added in one place changes no number drawn in another.
 */
export class SeededRandom implements Random {
  private readonly generator: RandomGenerator;

  private constructor(private readonly path: string) {
    // The whole label goes into the 128 bits of state: a 32-bit seed would make two of a few
    // thousand members draw alike.
    const state = new DataView(sha256(new TextEncoder().encode(path)).buffer);
    this.generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => state.getInt32(at)));
  }

  /** A generator for a seed, which is any number. */
  static of(seed: number): SeededRandom {
    return new SeededRandom(`${seed}`);
  }

  /**
   * A stream of its own for one use. The same label gives the same numbers again, from the
   * beginning, however many were drawn here meanwhile.
   */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.path}\n${label}`);
  }

  /** A number drawn uniformly from [0, 1). */
  next(): number {
    return uniformFloat64(this.generator);
  }

  /** A whole number drawn uniformly from 0 to `bound` - 1, for bounds up to 2^53. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Whether a thing of this probability happens. Draws in every case. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }
}
