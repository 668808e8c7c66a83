import type { Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";

/**
 * The octets of a Data that every decoder must accept and no encoder would write: an explicit default
 * ContentType, and elements that are not critical and that nobody knows, within the signed portion and
 * behind the signature. They survive only if nothing on the way encodes the packet anew.
 */
export function oddData(name: Name): Uint8Array {
  return Encoder.encode([
    0x06,
    name,
    [0x14, [0x18, Uint8Array.of(0)]],
    [0x15, Uint8Array.of(0x6f, 0x64, 0x64)],
    [0xf0, Uint8Array.of(1, 2, 3)],
    [0x16, [0x1b, Uint8Array.of(200)]],
    [0x17],
    [0xf2, Uint8Array.of(4)],
  ]);
}
