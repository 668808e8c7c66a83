/** The hash of no octets: where {@link hashOctets} begins. */
export const HASH_START = 0x811c9dc5 | 0;

/** FNV-1a over `octets[start..end)`, going on from `hash`: a name's prefixes cost one pass. */
export function hashOctets(octets: Uint8Array, start: number, end: number, hash: number): number {
  let h = hash;
  for (let i = start; i < end; ++i) {
    h = Math.imul(h ^ octets[i]!, 0x01000193);
  }
  return h;
}

/** Whether `length` octets of `a` from `aStart` equal those of `b` from `bStart`, both in range. */
export function sameRange(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; ++i) {
    if (a[aStart + i] !== b[bStart + i]) {
      return false;
    }
  }
  return true;
}

/** Lexicographic order, a prefix first: of Name TLV-VALUEs, the canonical order. */
export function compareOctets(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; ++i) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}
