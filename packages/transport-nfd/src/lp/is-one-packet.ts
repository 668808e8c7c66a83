import { TlvWalker } from "./tlv-walker.js";

/** Whether octets that an application gave are one element of a type, from end to end. Looks at no more. */
export function isOnePacket(octets: Uint8Array, type: number): boolean {
  const walker = new TlvWalker(octets);
  try {
    return walker.next() && walker.type === type && walker.valueEnd === octets.length;
  } catch {
    return false;
  }
}
