import type { Random } from "./random.js";

/** The platform's generator. */
export const systemRandom: Random = { next: () => Math.random() };
