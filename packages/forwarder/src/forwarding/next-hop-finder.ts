import type { InterestPacketView } from "../packet/interest-packet-view.js";
import { TlvCursor } from "../packet/tlv-cursor.js";
import { TlvType } from "../packet/tlv-type.js";
import type { Face } from "./face.js";
import { NameIndex } from "./name-index.js";
import type { NextHop, Rib } from "./rib.js";
import { isLocalhop, isLocalhost } from "./scope.js";

/** Finds where an Interest may go. Which of these it does go to is the strategy's choice. */
export class NextHopFinder {
  readonly #rib: Rib;
  readonly #hintIndex: NameIndex;
  readonly #hintCursor = new TlvCursor();

  /** @param seed - of the name hash. */
  constructor(rib: Rib, seed: number) {
    this.#rib = rib;
    this.#hintIndex = new NameIndex(seed);
  }

  /**
   * Next hops, the best first: never the face that the Interest comes from, and no other machine
   * if the name or the hop limit keeps it here.
   * @param index - of the Interest's name.
   */
  eligible(index: NameIndex, interest: InterestPacketView, ingress: Face): NextHop[] {
    let nextHops = this.#rib.nextHops(index);
    // The producer is here if it registered the name; only if nobody did, the hint leads further.
    if (nextHops.length === 0 && interest.hintEnd > 0) {
      nextHops = this.#hinted(interest);
    }
    const localOnly =
      interest.hopLimit === 0 || isLocalhost(index) || (ingress.scope === "remote" && isLocalhop(index));
    return nextHops.filter(
      ({ face }) => face !== ingress && face.open && (face.scope === "local" || !localOnly),
    );
  }

  #hinted({ packet, hintStart, hintEnd }: InterestPacketView): readonly NextHop[] {
    const delegation = this.#hintCursor.reset(packet, hintStart, hintEnd);
    while (delegation.next()) {
      if (
        delegation.type === TlvType.Name &&
        this.#hintIndex.load(packet, delegation.valueStart, delegation.valueEnd)
      ) {
        const nextHops = this.#rib.nextHops(this.#hintIndex);
        if (nextHops.length > 0) {
          return nextHops;
        }
      }
    }
    return [];
  }
}
