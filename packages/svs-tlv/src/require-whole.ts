/** @throws RangeError if the value is not a whole number from `least` to 2^53-1. */
export function requireWhole(what: string, value: number, least: 0 | 1): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${what} must be a whole number from ${least} to 2^53-1, not ${value}.`);
  }
}
