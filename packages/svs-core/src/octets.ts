/** Lexicographic order of octets: of Name TLV-VALUEs, NDN canonical order. */
export function compareOctets(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** Whether two arrays hold the same octets. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareOctets(a, b) === 0;
}

/** Whether `octets` begins with `prefix`. */
export function startsWithOctets(octets: Uint8Array, prefix: Uint8Array): boolean {
  if (octets.length < prefix.length) {
    return false;
  }
  for (let i = 0; i < prefix.length; i++) {
    if (octets[i] !== prefix[i]) {
      return false;
    }
  }
  return true;
}

/** Octets drawn at random. */
export function randomOctets(random: { next(): number }, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(random.next() * 256));
}
