import { Interest, type Name, ParamsDigest, type Signer } from "@ndn/packet";
import { type Encodable, Encoder } from "@ndn/tlv";
import { sameOctets } from "../octets.js";
import type { Random } from "../ports/random.js";
import { sha256 } from "../sha256.js";
import { SYNC_LIFETIME, TT_APP_PARAMETERS, uniqueSigInfo } from "./sync-packet.js";

const TT_INTEREST_SIGNATURE_INFO = 0x2c;
const TT_INTEREST_SIGNATURE_VALUE = 0x2e;

/**
 * A Sync Interest that is signed itself, `<name>/<params-digest>`. It carries CanBePrefix and
 * MustBeFresh, as the peers' own do. A signer that does nothing leaves it unsigned.
 */
export async function makeSignedSyncInterest(
  name: Name,
  appParameters: Uint8Array,
  signer: Signer,
  random: Random,
): Promise<Interest> {
  const { CanBePrefix, MustBeFresh, Lifetime } = Interest;
  const unsigned = new Interest(name, CanBePrefix, MustBeFresh, Lifetime(SYNC_LIFETIME), appParameters);
  const interest = new Interest(unsigned);
  interest.sigInfo = uniqueSigInfo(random);
  await signer.sign(interest);
  if (interest.name.get(-1)?.is(ParamsDigest)) {
    return interest;
  }
  await unsigned.updateParamsDigest();
  return unsigned;
}

/**
 * What stands for a signed Interest as a whole. An Interest without signature stands on its
 * parameters digest alone, so that is checked here; of a signed one the verifier checks it.
 * @param nameLength - components that it must have, the parameters digest included.
 * @throws Error if it is not named like a Sync Interest, or its parameters digest is wrong.
 */
export function digestOfSyncInterest(interest: Interest, nameLength: number): Uint8Array {
  const { name, appParameters, sigInfo, sigValue } = interest;
  const last = name.get(-1);
  if (!appParameters || name.length !== nameLength || !last?.is(ParamsDigest)) {
    throw new Error("not a Sync Interest: it has no parameters digest where one belongs");
  }
  const parameters: Encodable[] = [[TT_APP_PARAMETERS, appParameters]];
  if (sigInfo) {
    parameters.push(sigInfo.encodeAs(TT_INTEREST_SIGNATURE_INFO), [TT_INTEREST_SIGNATURE_VALUE, sigValue]);
  } else if (!sameOctets(sha256(Encoder.encode(parameters)), last.value)) {
    throw new Error("the parameters digest does not match the parameters");
  }
  return sha256(Encoder.encode([name, ...parameters]));
}
