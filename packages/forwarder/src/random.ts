/** Chance, as an argument. A `Random` of `@svs/core` is one of these. Not for secrets. */
export interface ForwarderRandom {
  /** A number drawn uniformly from [0, 1). */
  next(): number;
}

/** The generator of this JavaScript engine. */
export const systemRandom: ForwarderRandom = {
  next: () => Math.random(),
};

/** 32 bits, as a signed number. */
export function random32(random: ForwarderRandom): number {
  return Math.floor(random.next() * 0x1_0000_0000) | 0;
}
