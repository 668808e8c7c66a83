/**
 * Compares two stretches of octets lexicographically; a prefix comes first. For the TLV-VALUEs
 * of two names that is NDN canonical order.
 * @returns below 0, 0, or above 0.
 */
export function compareOctets(
  a: Uint8Array,
  aAt: number,
  aLength: number,
  b: Uint8Array,
  bAt: number,
  bLength: number,
): number {
  const common = Math.min(aLength, bLength);
  for (let i = 0; i < common; i++) {
    const difference = a[aAt + i]! - b[bAt + i]!;
    if (difference !== 0) {
      return difference;
    }
  }
  return aLength - bLength;
}
