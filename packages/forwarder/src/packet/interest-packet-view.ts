import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-type.js";

/** Where each Interest element stands in the order the packet format fixes. */
const order = new Map<number, number>([
  [TlvType.Name, 1],
  [TlvType.CanBePrefix, 2],
  [TlvType.MustBeFresh, 3],
  [TlvType.ForwardingHint, 4],
  [TlvType.Nonce, 5],
  [TlvType.InterestLifetime, 6],
  [TlvType.HopLimit, 7],
  [TlvType.ApplicationParameters, 8],
  [TlvType.InterestSignatureInfo, 9],
  [TlvType.InterestSignatureValue, 10],
]);
const nonceOrder = 5;
const signatureValueOrder = 10;

/** Milliseconds an Interest pends when it does not say. */
const defaultLifetime = 4000;

/**
 * What a forwarder needs to know of an Interest, as offsets into its octets. One view serves for
 * many packets: {@link parse} overwrites it.
 */
export class InterestPacketView {
  readonly #outer = new TlvCursor();
  readonly #inner = new TlvCursor();

  /** The Interest's octets, TLV-TYPE included. */
  packet: Uint8Array = new Uint8Array(0);
  /** The Name's TLV-VALUE. */
  nameStart = 0;
  nameEnd = 0;
  canBePrefix = false;
  mustBeFresh = false;
  hasNonce = false;
  /** The Nonce as a signed 32-bit number. */
  nonce = 0;
  /** Milliseconds. */
  lifetime = defaultLifetime;
  /** Offset of the HopLimit's octet; 0 if there is none. */
  hopLimitAt = 0;
  /** The ForwardingHint's TLV-VALUE, a sequence of Names; both 0 if there is none. */
  hintStart = 0;
  hintEnd = 0;
  /** Whether InterestSignatureInfo and InterestSignatureValue are both there. */
  signed = false;
  /** Offset of the TLV-VALUE, and of the place in it where a Nonce belongs. */
  #valueStart = 0;
  #nonceAt = 0;

  /** @returns whether `packet` is one well-formed Interest. */
  parse(packet: Uint8Array): boolean {
    const outer = this.#outer.reset(packet);
    if (!outer.next() || outer.type !== TlvType.Interest || outer.valueEnd !== packet.length) {
      return false;
    }
    this.packet = packet;
    this.#valueStart = outer.valueStart;
    this.canBePrefix = this.mustBeFresh = this.hasNonce = this.signed = false;
    this.lifetime = defaultLifetime;
    this.hopLimitAt = this.hintStart = this.hintEnd = 0;

    const inner = this.#inner.reset(packet, outer.valueStart, outer.valueEnd);
    // A forwarder needs a name to look up, so the empty one is refused.
    if (!inner.next() || inner.type !== TlvType.Name || inner.valueStart === inner.valueEnd) {
      return false;
    }
    this.nameStart = inner.valueStart;
    this.nameEnd = inner.valueEnd;
    this.#nonceAt = inner.valueEnd;

    let last = 1;
    while (inner.next()) {
      const place = order.get(inner.type);
      if (place === undefined) {
        if (inner.type <= 31 || (inner.type & 1) === 1) {
          return false;
        }
        continue;
      }
      if (place <= last || !this.#element(inner)) {
        return false;
      }
      this.signed ||= place === signatureValueOrder && last === signatureValueOrder - 1;
      last = place;
      if (place < nonceOrder) {
        this.#nonceAt = inner.valueEnd;
      }
    }
    return !inner.malformed;
  }

  #element(cursor: TlvCursor): boolean {
    const length = cursor.valueEnd - cursor.valueStart;
    switch (cursor.type) {
      case TlvType.CanBePrefix:
        this.canBePrefix = true;
        return length === 0;
      case TlvType.MustBeFresh:
        this.mustBeFresh = true;
        return length === 0;
      case TlvType.ForwardingHint:
        this.hintStart = cursor.valueStart;
        this.hintEnd = cursor.valueEnd;
        return true;
      case TlvType.Nonce:
        if (length !== 4) {
          return false;
        }
        this.hasNonce = true;
        this.nonce = cursor.nonNegativeInteger()! | 0;
        return true;
      case TlvType.InterestLifetime: {
        const lifetime = cursor.nonNegativeInteger();
        this.lifetime = lifetime ?? 0;
        return lifetime !== undefined;
      }
      case TlvType.HopLimit:
        this.hopLimitAt = cursor.valueStart;
        return length === 1;
      default:
        return true;
    }
  }

  /** HopLimit, or undefined if the Interest has none. */
  get hopLimit(): number | undefined {
    return this.hopLimitAt === 0 ? undefined : this.packet[this.hopLimitAt];
  }

  /** A copy of the Interest with one hop less to go. Only for an Interest with a HopLimit above 0. */
  withHopTaken(): Uint8Array {
    const copy = this.packet.slice();
    copy[this.hopLimitAt] = copy[this.hopLimitAt]! - 1;
    return copy;
  }

  /**
   * A copy of the Interest with a Nonce put where it belongs. Only for an Interest without one:
   * the packet format lets an application leave it out and asks the first forwarder to add it.
   * @param nonce - 32 bits.
   */
  withNonce(nonce: number): Uint8Array {
    const head = this.packet.subarray(this.#valueStart, this.#nonceAt);
    const tail = this.packet.subarray(this.#nonceAt);
    const length = head.length + 6 + tail.length;
    const size = length < 0xfd ? 1 : 3;
    const copy = new Uint8Array(1 + size + length);
    copy[0] = TlvType.Interest;
    if (size === 1) {
      copy[1] = length;
    } else {
      copy.set([0xfd, length >>> 8, length & 0xff], 1);
    }
    copy.set(head, 1 + size);
    copy.set(
      [TlvType.Nonce, 4, nonce >>> 24, (nonce >>> 16) & 0xff, (nonce >>> 8) & 0xff, nonce & 0xff],
      1 + size + head.length,
    );
    copy.set(tail, 1 + size + head.length + 6);
    return copy;
  }
}
