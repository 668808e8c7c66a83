import { encodeLpPacket, type LpHeaders } from "./lp-packet.js";

/** Octets that the headers of one piece take: LpPacket, Sequence, FragIndex, FragCount, Fragment. */
const pieceOverhead = 4 + 10 + 4 + 4 + 4;
/** Octets that PitToken (the longest), Nack and CongestionMark may add to the first piece. */
const headerOverhead = 34 + 16 + 12;

/** Cuts packets into NDNLPv2 frames that fit a link. */
export class Fragmenter {
  /** Number of the next piece; it starts anywhere and grows by one. */
  #sequence: bigint;

  /** @param sequence - where to start counting, 64 bits. */
  constructor(sequence: bigint) {
    this.#sequence = sequence;
  }

  /**
   * The frames to send for a packet, in order.
   * @param mtu - octets of the largest frame; at least 256.
   */
  frames(packet: Uint8Array, headers: LpHeaders, mtu: number): Uint8Array[] {
    const room = mtu - pieceOverhead - headerOverhead;
    const count = Math.ceil(packet.length / room);
    const frames: Uint8Array[] = [];
    for (let index = 0; index < count; ++index) {
      const fragment = packet.subarray(index * room, (index + 1) * room);
      const sequence = this.#sequence;
      this.#sequence = BigInt.asUintN(64, sequence + 1n);
      frames.push(encodeLpPacket(fragment, index === 0 ? headers : {}, { sequence, index, count }));
    }
    return frames;
  }
}
