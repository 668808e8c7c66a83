import type { Interest } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { integerSize, writeInteger } from "@svs/tlv";
import { putElement, putHeader, sizeOf } from "../tlv-writing.js";

const TT_INTEREST = 0x05;
const TT_NAME = 0x07;
const TT_NONCE = 0x0a;
const TT_LIFETIME = 0x0c;
const TT_MUST_BE_FRESH = 0x12;
const TT_CAN_BE_PREFIX = 0x21;
const TT_HOP_LIMIT = 0x22;

const NONCE_SIZE = 4;
/** What is left out: the default InterestLifetime, in milliseconds, and the HopLimit that is none. */
const DEFAULT_LIFETIME = 4000;
const HOP_LIMIT_MAX = 255;

/**
 * The octets of an Interest with that Nonce, whatever its own is: for transports. Of one without parameters and
 * forwarding hint, as those for publications are, they are written in one walk, in a buffer of their own size.
 * @throws Error if it cannot be encoded.
 */
export function encodeInterest(interest: Interest, nonce: number): Uint8Array {
  return interest.fwHint || interest.appParameters || interest.name.length === 0
    ? encodeAny(interest, nonce)
    : encodePlain(interest, nonce);
}

function encodePlain(
  { name: { value: name }, canBePrefix, mustBeFresh, lifetime, hopLimit }: Interest,
  nonce: number,
): Uint8Array {
  const lifetimeSize = lifetime === DEFAULT_LIFETIME ? 0 : integerSize(lifetime);
  const size =
    sizeOf(name.length) +
    (canBePrefix ? 2 : 0) +
    (mustBeFresh ? 2 : 0) +
    sizeOf(NONCE_SIZE) +
    (lifetimeSize > 0 ? sizeOf(lifetimeSize) : 0) +
    (hopLimit < HOP_LIMIT_MAX ? sizeOf(1) : 0);
  const packet = new Uint8Array(sizeOf(size));
  let at = putElement(packet, putHeader(packet, 0, TT_INTEREST, size), TT_NAME, name);
  if (canBePrefix) {
    at = putHeader(packet, at, TT_CAN_BE_PREFIX, 0);
  }
  if (mustBeFresh) {
    at = putHeader(packet, at, TT_MUST_BE_FRESH, 0);
  }
  at = putHeader(packet, at, TT_NONCE, NONCE_SIZE);
  at = writeInteger(packet, at, nonce, NONCE_SIZE);
  if (lifetimeSize > 0) {
    at = putHeader(packet, at, TT_LIFETIME, lifetimeSize);
    at = writeInteger(packet, at, lifetime, lifetimeSize);
  }
  if (hopLimit < HOP_LIMIT_MAX) {
    packet[putHeader(packet, at, TT_HOP_LIMIT, 1)] = hopLimit;
  }
  return packet;
}

/** The Interest is lent the Nonce for as long as encoding takes. */
function encodeAny(interest: Interest, nonce: number): Uint8Array {
  const { nonce: own } = interest;
  try {
    interest.nonce = nonce;
    return Encoder.encode(interest);
  } finally {
    interest.nonce = own;
  }
}
