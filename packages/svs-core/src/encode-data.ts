import type { Data } from "@ndn/packet";
import { type Encodable, Encoder } from "@ndn/tlv";

/** Octets of a Data packet beside its name, content and signature: enough for most, or the encoder grows. */
const HEADROOM = 128;

/** Notes the octets that a Data has already, and encodes nothing. */
class HeldOctets extends Encoder {
  octets: Uint8Array | undefined;

  override encode(part: Encodable): void {
    this.octets = part instanceof Uint8Array ? part : undefined;
  }
}

const held = /* @__PURE__ */ new HeldOctets(0);

/** The octets that a Data was decoded from, or encoded to: a view, not to be changed. */
export function heldOctets(data: Data): Uint8Array | undefined {
  data.encodeTo(held);
  return held.octets;
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
