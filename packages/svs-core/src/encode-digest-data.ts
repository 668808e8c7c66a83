import type { Data } from "@ndn/packet";
import { integerSize, writeInteger } from "@svs/tlv";
import { sha256 } from "./sha256.js";
import { putElement, putHeader, sizeOf } from "./tlv-writing.js";

const TT_DATA = 0x06;
const TT_NAME = 0x07;
const TT_META_INFO = 0x14;
const TT_CONTENT = 0x15;
const TT_SIGNATURE_VALUE = 0x17;
const TT_FRESHNESS_PERIOD = 0x19;

/** SignatureInfo with SignatureType DigestSha256. */
const SIGNATURE_INFO = /* @__PURE__ */ Uint8Array.of(0x16, 3, 0x1b, 1, 0);
const DIGEST_SIZE = 32;

/**
 * Signs a Data of content type 0 and without FinalBlockId by DigestSha256 and encodes it, in one walk and in a buffer of
 * its own size: the octets that {@link digestSigning} and an encoder make of it. The Data itself stays unsigned.
 */
export function encodeDigestData({ name: { value: name }, freshnessPeriod, content }: Data): Uint8Array {
  const freshnessSize = freshnessPeriod && integerSize(freshnessPeriod);
  const metaInfoSize = freshnessSize && sizeOf(freshnessSize);
  const size =
    sizeOf(name.length) +
    (metaInfoSize && sizeOf(metaInfoSize)) +
    (content.length && sizeOf(content.length)) +
    SIGNATURE_INFO.length +
    sizeOf(DIGEST_SIZE);
  const packet = new Uint8Array(sizeOf(size));

  const signedAt = putHeader(packet, 0, TT_DATA, size);
  let at = putElement(packet, signedAt, TT_NAME, name);
  if (metaInfoSize > 0) {
    at = putHeader(packet, at, TT_META_INFO, metaInfoSize);
    at = putHeader(packet, at, TT_FRESHNESS_PERIOD, freshnessSize);
    at = writeInteger(packet, at, freshnessPeriod, freshnessSize);
  }
  if (content.length > 0) {
    at = putElement(packet, at, TT_CONTENT, content);
  }
  packet.set(SIGNATURE_INFO, at);
  at += SIGNATURE_INFO.length;
  putElement(packet, at, TT_SIGNATURE_VALUE, sha256(packet.subarray(signedAt, at)));
  return packet;
}
