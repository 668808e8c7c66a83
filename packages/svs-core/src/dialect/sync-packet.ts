import { SigInfo } from "@ndn/packet";
import { randomOctets } from "../octets.js";
import type { Random } from "../ports/random.js";

/** TLV-TYPE of ApplicationParameters. */
export const TT_APP_PARAMETERS = 0x24;

/** InterestLifetime of a Sync Interest, in milliseconds (section 2). */
export const SYNC_LIFETIME = 1000;

/** Octets of the nonce that makes each Sync Interest one of its kind. */
const NONCE_SIZE = 8;

/**
 * Signature information, to be completed by a signer, that no other packet has. Forwarders hold
 * back an Interest that equals one still pending: a vector that is announced again within a
 * second must not be the same packet.
 */
export function uniqueSigInfo(random: Random): SigInfo {
  return new SigInfo(SigInfo.Nonce(randomOctets(random, NONCE_SIZE)));
}
