/** Octets of a digest. */
export const DIGEST_SIZE = 32;

/** Whether the octets of `octets` from `start` are those of `digest`. */
export function isDigestAt(octets: Uint8Array, start: number, digest: Uint8Array): boolean {
  for (let i = 0; i < DIGEST_SIZE; i++) {
    if (octets[start + i] !== digest[i]) {
      return false;
    }
  }
  return true;
}

/** The first four octets of a digest, as one number. */
export function headOf(digest: Uint8Array): number {
  return (digest[0]! << 24) | (digest[1]! << 16) | (digest[2]! << 8) | digest[3]!;
}
