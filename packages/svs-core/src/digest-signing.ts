import { type Data, LLSign, LLVerify, Signer, SigType, Verifier } from "@ndn/packet";
import { heldOctets } from "./encode-data.js";
import { isSha256Of, sha256 } from "./sha256.js";

/**
 * Signs with, and checks, DigestSha256: integrity, no identity. The default everywhere.
 *
 * Same octets as `digestSigning` of `@ndn/packet`, computed at once instead of on another
 * thread: quicker for packets, and a simulation's order of events stays its own.
 */
export const digestSigning: Signer & Verifier = {
  async sign(packet) {
    Signer.putSigInfo(packet, SigType.Sha256, false);
    await packet[LLSign.OP](async (input) => sha256(input));
  },
  async verify(packet) {
    Verifier.checkSigType(packet, SigType.Sha256);
    await packet[LLVerify.OP](async (input, signature) => {
      Verifier.throwOnBadSig(isSha256Of(signature, input));
    });
  },
};

/** TLV-TYPE of a SignatureValue, and what it takes up before a digest. */
const TT_SIGNATURE_VALUE = 0x17;
const SIGNATURE_HEADER_SIZE = 2;
const DIGEST_SIZE = 32;

/**
 * Whether {@link digestSigning} takes a Data that was decoded, told within the call: from its octets. What is not known
 * to be good is for the verifier to say, with the reason.
 */
export function isKnownGood(data: Data): boolean {
  const { sigInfo, sigValue } = data;
  const octets = heldOctets(data);
  if (sigInfo.type !== SigType.Sha256 || sigValue?.buffer !== octets?.buffer || !octets) {
    return false;
  }
  const length = octets[1]!;
  const signedAt = length < 0xfd ? 2 : length === 0xfd ? 4 : 6;
  const signedEnd = sigValue.byteOffset - octets.byteOffset - SIGNATURE_HEADER_SIZE;
  return (
    octets[signedEnd] === TT_SIGNATURE_VALUE &&
    octets[signedEnd + 1] === DIGEST_SIZE &&
    isSha256Of(sigValue, octets.subarray(signedAt, signedEnd))
  );
}
