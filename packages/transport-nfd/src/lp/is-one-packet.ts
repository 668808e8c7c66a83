import { TlvCursor } from "@svs/tlv";

/** Whether octets that an application gave are one element of a type, from end to end. Looks at no more. */
export function isOnePacket(octets: Uint8Array, type: number): boolean {
  const cursor = new TlvCursor(octets);
  try {
    cursor.read(0, octets.length);
    return cursor.type === type && cursor.valueEnd === octets.length;
  } catch {
    return false;
  }
}
