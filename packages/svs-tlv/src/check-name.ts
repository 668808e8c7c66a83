import { MalformedTlvError } from "./malformed-tlv-error.js";

/** Longest Name TLV-VALUE that is taken, in octets: far above any NDN packet. */
export const NAME_LENGTH_MAX = 0xffff;

/**
 * Checks that octets are the TLV-VALUE of a Name: components of type 1..65535, each complete,
 * types and lengths in their shortest form. The empty name is one.
 * @throws MalformedTlvError `bad-name`.
 */
export function checkName(octets: Uint8Array, start: number, end: number): void {
  if (end - start > NAME_LENGTH_MAX) {
    throw new MalformedTlvError("bad-name", start, `A name is longer than ${NAME_LENGTH_MAX} octets`);
  }
  for (let at = start; at < end; ) {
    const lengthAt = at + numberSize(octets, at, end);
    const type = numberAt(octets, at, lengthAt);
    const valueAt = lengthAt + numberSize(octets, lengthAt, end);
    const length = numberAt(octets, lengthAt, valueAt);
    if (type < 1 || length < 0 || valueAt + length > end) {
      throw new MalformedTlvError("bad-name", at, "A name has an octet sequence that is no component");
    }
    at = valueAt + length;
  }
}

/** Octets of the type or length at `at`; 0 if it is cut off, or beyond 65535 and so in no name. */
function numberSize(octets: Uint8Array, at: number, end: number): number {
  const first = at < end ? octets[at]! : 0xff;
  return first < 0xfd ? 1 : first === 0xfd && at + 3 <= end ? 3 : 0;
}

/** -1 if there is none in shortest form. */
function numberAt(octets: Uint8Array, at: number, end: number): number {
  if (end - at === 1) {
    return octets[at]!;
  }
  const value = end - at === 3 ? (octets[at + 1]! << 8) | octets[at + 2]! : -1;
  return value < 0xfd ? -1 : value;
}
