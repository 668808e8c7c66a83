import { PACKET_KEY_SIZE } from "./keys.js";
import { OctetReader } from "./octet-reader.js";
import { OctetWriter } from "./octet-writer.js";

/** Where a name leads to. */
export interface NameEntry {
  /** Key of the packet. */
  readonly packet: Uint8Array;
  /** Octets of the packet, without what is written beside it. */
  readonly size: number;
}

export function encodeNameEntry({ packet, size }: NameEntry): Uint8Array {
  return new OctetWriter().octets(packet).integer(size).finish();
}

export function decodeNameEntry(value: Uint8Array): NameEntry {
  const reader = new OctetReader(value);
  return { packet: reader.octets(PACKET_KEY_SIZE), size: reader.integer() };
}
