/** Whether `count` octets of `a` from `aStart` equal those of `b` from `bStart`, which must exist. */
export function equalOctets(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  count: number,
): boolean {
  for (let i = 0; i < count; ++i) {
    if (a[aStart + i] !== b[bStart + i]) {
      return false;
    }
  }
  return true;
}
