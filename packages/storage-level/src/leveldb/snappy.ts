import { VarintReader } from "./varint-reader.js";

/** What was compressed with Snappy. It has been found undamaged before. */
export function uncompress(compressed: Uint8Array): Uint8Array {
  const reader = new VarintReader(compressed);
  const octets = new Uint8Array(reader.next());
  let { at } = reader;
  let to = 0;
  /** A number of so many octets, the lowest first. */
  const number = (size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) {
      value += compressed[at++]! * 256 ** i;
    }
    return value;
  };
  while (at < compressed.length) {
    const tag = compressed[at++]!;
    const upper = tag >>> 2;
    const kind = tag & 3;
    if (kind === 0) {
      // Octets as they are: their number less 1, or how many octets have it.
      const length = 1 + (upper < 60 ? upper : number(upper - 59));
      octets.set(compressed.subarray(at, at + length), to);
      at += length;
      to += length;
    } else {
      // Octets from before: how many, and how far back. They may be among those that are being copied.
      const length = kind === 1 ? 4 + (upper & 7) : 1 + upper;
      const back = kind === 1 ? (upper >>> 3) * 256 + number(1) : number(kind === 2 ? 2 : 4);
      for (const end = to + length; to < end; to++) {
        octets[to] = octets[to - back]!;
      }
    }
  }
  return octets;
}
