import { Interest } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { integerSize, writeInteger } from "@svs/tlv";
import { putElement, putHeader, sizeOf } from "../tlv-writing.js";

const TT_INTEREST = 0x05;
const TT_NAME = 0x07;
const TT_NONCE = 0x0a;
const TT_LIFETIME = 0x0c;
const TT_CAN_BE_PREFIX = 0x21;

const NONCE_SIZE = 4;
/** The HopLimit that is none. */
const HOP_LIMIT_MAX = 255;

/**
 * The octets of an Interest with that Nonce, whatever its own is: for transports. Those of one for a publication are
 * written in one walk, in a buffer of their own size.
 * @throws Error if it cannot be encoded.
 */
export function encodeInterest(interest: Interest, nonce: number): Uint8Array {
  const { name, canBePrefix, mustBeFresh, fwHint, lifetime, hopLimit, appParameters } = interest;
  if (name.length === 0 || mustBeFresh || fwHint || hopLimit < HOP_LIMIT_MAX || appParameters) {
    return Encoder.encode(new Interest(interest, Interest.Nonce(nonce)));
  }
  const { value } = name;
  const lifetimeSize = lifetime === Interest.DefaultLifetime ? 0 : integerSize(lifetime);
  const size =
    sizeOf(value.length) +
    (canBePrefix ? 2 : 0) +
    sizeOf(NONCE_SIZE) +
    (lifetimeSize && sizeOf(lifetimeSize));
  const packet = new Uint8Array(sizeOf(size));
  let at = putElement(packet, putHeader(packet, 0, TT_INTEREST, size), TT_NAME, value);
  if (canBePrefix) {
    at = putHeader(packet, at, TT_CAN_BE_PREFIX, 0);
  }
  at = writeInteger(packet, putHeader(packet, at, TT_NONCE, NONCE_SIZE), nonce, NONCE_SIZE);
  if (lifetimeSize > 0) {
    writeInteger(packet, putHeader(packet, at, TT_LIFETIME, lifetimeSize), lifetime, lifetimeSize);
  }
  return packet;
}
