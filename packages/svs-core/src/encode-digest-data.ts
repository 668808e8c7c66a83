import type { Data } from "@ndn/packet";
import { integerSize, writeInteger } from "@svs/tlv";
import { sha256 } from "./sha256.js";
import { putElement, putHeader, sizeOf } from "./tlv-writing.js";

const TT_DATA = 0x06;
const TT_NAME = 0x07;
const TT_META_INFO = 0x14;
const TT_CONTENT = 0x15;
const TT_SIGNATURE_VALUE = 0x17;
const TT_CONTENT_TYPE = 0x18;
const TT_FRESHNESS_PERIOD = 0x19;
const TT_FINAL_BLOCK_ID = 0x1a;

/** SignatureInfo with SignatureType DigestSha256. */
const SIGNATURE_INFO = /* @__PURE__ */ Uint8Array.of(0x16, 3, 0x1b, 1, 0);
const DIGEST_SIZE = 32;

/**
 * Signs a Data by DigestSha256 and encodes it, in one walk and in a buffer of its own size: the octets that
 * {@link digestSigning} and an encoder make of it. The Data itself stays unsigned.
 */
export function encodeDigestData({
  name: { value: name },
  contentType,
  freshnessPeriod,
  finalBlockId,
  content,
}: Data): Uint8Array {
  const metaInfoSize =
    optionalIntegerSize(contentType) +
    optionalIntegerSize(freshnessPeriod) +
    (finalBlockId ? sizeOf(finalBlockId.tlv.length) : 0);
  const size =
    sizeOf(name.length) +
    (metaInfoSize > 0 ? sizeOf(metaInfoSize) : 0) +
    (content.length > 0 ? sizeOf(content.length) : 0) +
    SIGNATURE_INFO.length +
    sizeOf(DIGEST_SIZE);
  const packet = new Uint8Array(sizeOf(size));

  const signedAt = putHeader(packet, 0, TT_DATA, size);
  let at = putElement(packet, signedAt, TT_NAME, name);
  if (metaInfoSize > 0) {
    at = putHeader(packet, at, TT_META_INFO, metaInfoSize);
    at = putOptionalInteger(packet, at, TT_CONTENT_TYPE, contentType);
    at = putOptionalInteger(packet, at, TT_FRESHNESS_PERIOD, freshnessPeriod);
    at = finalBlockId ? putElement(packet, at, TT_FINAL_BLOCK_ID, finalBlockId.tlv) : at;
  }
  if (content.length > 0) {
    at = putElement(packet, at, TT_CONTENT, content);
  }
  packet.set(SIGNATURE_INFO, at);
  at += SIGNATURE_INFO.length;
  putElement(packet, at, TT_SIGNATURE_VALUE, sha256(packet.subarray(signedAt, at)));
  return packet;
}

/** Octets of an element that is left out when it is 0. */
function optionalIntegerSize(value: number): number {
  return value > 0 ? 2 + integerSize(value) : 0;
}

/** @returns where it ends. */
function putOptionalInteger(packet: Uint8Array, start: number, type: number, value: number): number {
  if (value === 0) {
    return start;
  }
  const size = integerSize(value);
  return writeInteger(packet, putHeader(packet, start, type, size), value, size);
}
