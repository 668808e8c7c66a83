import type { Data } from "@ndn/packet";
import { type Encodable, Encoder } from "@ndn/tlv";

/** Octets of a Data packet beside its name, content and signature: enough for most, or the encoder grows. */
const HEADROOM = 128;

/** Finds out what octets a Data has already, because it was decoded from them or encoded before. */
class HeldOctets extends Encoder {
  private octets: Uint8Array | undefined;

  constructor() {
    super(0);
  }

  of(data: Data): Uint8Array | undefined {
    this.octets = undefined;
    data.encodeTo(this);
    const { octets } = this;
    this.octets = undefined;
    return octets;
  }

  override encode(part: Encodable): void {
    this.octets = part instanceof Uint8Array ? part : undefined;
  }
}

const held = /* @__PURE__ */ new HeldOctets();

/** The octets that a Data was decoded from, or encoded to: a view, not to be changed. */
export function heldOctets(data: Data): Uint8Array | undefined {
  return held.of(data);
}

/**
 * The octets of a Data packet, which are not to be changed: those that it was decoded from, if so. Whoever keeps
 * them keeps no larger buffer with them.
 */
export function encodeData(data: Data): Uint8Array {
  const octets = heldOctets(data);
  if (octets) {
    return octets.length === octets.buffer.byteLength ? octets : octets.slice();
  }
  const { name, content, sigValue } = data;
  return Encoder.encode(data, name.value.length + content.length + sigValue.length + HEADROOM);
}
