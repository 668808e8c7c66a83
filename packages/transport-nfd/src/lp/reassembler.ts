import type { LpPacket } from "./lp-packet.js";

interface Unfinished {
  readonly parts: (LpPacket | undefined)[];
  missing: number;
}

/**
 * Puts NDNLPv2 fragments together again. Memory is bounded: by the number of unfinished packets,
 * of which the oldest gives way, and by the fragments of each.
 */
export class Reassembler {
  private readonly partials = new Map<bigint, Unfinished>();

  /**
   * @param fragmentsMax - a packet in more fragments than this is refused.
   * @param partialsMax - unfinished packets to remember.
   */
  constructor(
    private readonly fragmentsMax = 64,
    private readonly partialsMax = 32,
  ) {}

  /**
   * Takes one fragment of several.
   * @returns the whole packet when this was its last missing fragment.
   * @throws Error if the fragment contradicts itself or its siblings.
   */
  accept(lp: LpPacket): LpPacket | undefined {
    const { sequence, fragIndex, fragCount, fragment } = lp;
    if (
      sequence === undefined ||
      fragment === undefined ||
      fragIndex >= fragCount ||
      fragCount > this.fragmentsMax
    ) {
      throw new Error("a fragment without a usable position");
    }
    const first = BigInt.asUintN(64, sequence - BigInt(fragIndex));
    let partial = this.partials.get(first);
    if (partial === undefined) {
      partial = { parts: new Array<LpPacket | undefined>(fragCount).fill(undefined), missing: fragCount };
      this.partials.set(first, partial);
      if (this.partials.size > this.partialsMax) {
        const [oldest] = this.partials.keys();
        this.partials.delete(oldest!);
      }
    }
    if (partial.parts.length !== fragCount) {
      this.partials.delete(first);
      throw new Error("fragments of one packet disagree on their number");
    }
    if (partial.parts[fragIndex] !== undefined) {
      return undefined;
    }
    partial.parts[fragIndex] = lp;
    if (--partial.missing > 0) {
      return undefined;
    }
    this.partials.delete(first);
    return join(partial.parts as readonly LpPacket[]);
  }
}

/** The headers of the first fragment count for the packet. */
function join(parts: readonly LpPacket[]): LpPacket {
  const size = parts.reduce((sum, part) => sum + part.fragment!.length, 0);
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part.fragment!, offset);
    offset += part.fragment!.length;
  }
  return { ...parts[0]!, fragment: whole, fragIndex: 0, fragCount: 1 };
}
