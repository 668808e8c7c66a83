import type { Data } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";

/** Octets of a Data packet beside its name, content and signature: enough for most, or the encoder grows. */
const HEADROOM = 128;

/** The octets of a Data packet. They stay in the buffer they are written to, so that is no larger than needed. */
export function encodeData(data: Data): Uint8Array {
  const { name, content, sigValue } = data;
  const nameSize = name.comps.reduce((size, { tlv }) => size + tlv.length, 0);
  return Encoder.encode(data, nameSize + content.length + sigValue.length + HEADROOM);
}
