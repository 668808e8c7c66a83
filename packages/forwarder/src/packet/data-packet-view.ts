import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-type.js";

/**
 * What a forwarder needs to know of a Data, as offsets into its octets. One view serves for many
 * packets: {@link parse} overwrites it.
 */
export class DataPacketView {
  readonly #outer = new TlvCursor();
  readonly #inner = new TlvCursor();
  readonly #meta = new TlvCursor();

  /** The Data's octets, TLV-TYPE included. */
  packet: Uint8Array = new Uint8Array(0);
  /** The Name's TLV-VALUE. */
  nameStart = 0;
  nameEnd = 0;
  /** FreshnessPeriod in milliseconds; 0 if there is none. */
  freshnessPeriod = 0;

  /** @returns whether `packet` is one well-formed Data. */
  parse(packet: Uint8Array): boolean {
    const outer = this.#outer.reset(packet);
    if (!outer.next() || outer.type !== TlvType.Data || outer.valueEnd !== packet.length) {
      return false;
    }
    const inner = this.#inner.reset(packet, outer.valueStart, outer.valueEnd);
    const first = inner.next() ? inner.type : 0;
    if (first !== TlvType.Name) {
      return false;
    }
    this.packet = packet;
    this.nameStart = inner.valueStart;
    this.nameEnd = inner.valueEnd;
    this.freshnessPeriod = 0;
    while (inner.next()) {
      if (inner.type === TlvType.MetaInfo && !this.#metaInfo(packet, inner)) {
        return false;
      }
    }
    return !inner.malformed;
  }

  #metaInfo(packet: Uint8Array, element: TlvCursor): boolean {
    const meta = this.#meta.reset(packet, element.valueStart, element.valueEnd);
    while (meta.next()) {
      if (meta.type === TlvType.FreshnessPeriod) {
        const period = meta.nonNegativeInteger();
        if (period === undefined) {
          return false;
        }
        this.freshnessPeriod = period;
      }
    }
    return !meta.malformed;
  }
}
