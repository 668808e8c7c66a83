import { createHash } from "node:crypto";
import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import { TlvType } from "../packet/tlv-type.js";

/** Milliseconds that answers stay fresh: they are no use to a cache for longer. */
const freshnessPeriod = 1000;

/**
 * Makes a Data that is signed with DigestSha256.
 * @param name - Name TLV-VALUE.
 * @param finalBlock - the component that ends the name of the last segment, as its TLV octets.
 */
export function signedData(name: Uint8Array, content: Uint8Array, finalBlock?: Uint8Array): Uint8Array {
  const metaInfo: Encodable[] = [[TlvType.FreshnessPeriod, NNI(freshnessPeriod)]];
  if (finalBlock !== undefined) {
    metaInfo.push([TlvType.FinalBlockId, finalBlock]);
  }
  const digestSha256 = 0;
  const signed = Buffer.concat([
    Encoder.encode([TlvType.Name, name]),
    Encoder.encode([TlvType.MetaInfo, ...metaInfo]),
    Encoder.encode([TlvType.Content, content]),
    Encoder.encode([TlvType.SignatureInfo, [TlvType.SignatureType, NNI(digestSha256)]]),
  ]);
  const digest = createHash("sha256").update(signed).digest();
  return Encoder.encode([TlvType.Data, signed, [TlvType.SignatureValue, digest]]);
}
