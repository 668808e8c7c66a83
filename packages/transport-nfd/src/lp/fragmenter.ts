import type { Random } from "@svs/core";
import { encodeLpPacket } from "./lp-packet.js";

/** Octets that NDNLPv2 headers of a fragment take at the most, the PIT token not counted. */
const HEADERS = 4 + 10 + 4 + 4 + 4;

/** Cuts packets into NDNLPv2 fragments that fit a link's MTU. */
export class Fragmenter {
  private sequence: bigint;

  /** @param random - draws the first sequence number. */
  constructor(random: Random) {
    this.sequence = BigInt(Math.floor(random.next() * 2 ** 48));
  }

  /**
   * The frames that carry a packet, in order.
   * @param mtu - octets of the largest frame; well above the headers.
   */
  frames(packet: Uint8Array, mtu: number, pitToken?: Uint8Array): readonly Uint8Array[] {
    const tokenSize = pitToken === undefined ? 0 : 2 + pitToken.length;
    if (packet.length + (pitToken === undefined ? 0 : HEADERS + tokenSize) <= mtu) {
      return [pitToken === undefined ? packet : encodeLpPacket({ fragment: packet, pitToken })];
    }
    const room = mtu - HEADERS - tokenSize;
    const fragCount = Math.ceil(packet.length / room);
    return Array.from({ length: fragCount }, (_, fragIndex) => {
      this.sequence = BigInt.asUintN(64, this.sequence + 1n);
      return encodeLpPacket({
        fragment: packet.subarray(fragIndex * room, (fragIndex + 1) * room),
        pitToken: fragIndex === 0 ? pitToken : undefined,
        sequence: this.sequence,
        fragIndex,
        fragCount,
      });
    });
  }
}
