import { Data, Interest, type Name, ParamsDigest } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { sameOctets } from "../octets.js";
import { sha256 } from "../sha256.js";
import type { StateVectorDataNames, SyncInterest, SyncInterestParts } from "./dialect.js";
import { SYNC_LIFETIME, TT_APP_PARAMETERS, uniqueSigInfo } from "./sync-packet.js";

const TT_DATA = 0x06;
const TT_STATE_VECTOR = 201;

/**
 * A Sync Interest of version 3: its name, then the parameters digest; its parameters are signed
 * State Vector Data.
 */
export async function makeDataSyncInterest(
  names: StateVectorDataNames,
  { group, sender, vector, signer, random }: SyncInterestParts,
): Promise<Interest> {
  const name = names.syncInterest(group);
  const data = new Data(names.data(group, sender), vector);
  data.sigInfo = uniqueSigInfo(random);
  await signer.sign(data);
  const interest = new Interest(name, Interest.Lifetime(SYNC_LIFETIME));
  interest.appParameters = Encoder.encode(data);
  interest.name = name.append(ParamsDigest.create(parametersDigest(interest.appParameters)));
  return interest;
}

/**
 * Reads a Sync Interest of version 3, whatever its State Vector Data is called.
 * @throws Error of any kind if it is none.
 */
export function readDataSyncInterest(interest: Interest, syncName: Name): SyncInterest {
  const { name, appParameters } = interest;
  const last = name.get(-1);
  if (!appParameters || name.length !== syncName.length + 1 || !last?.is(ParamsDigest)) {
    throw new Error("not a Sync Interest: it has no parameters digest right after its name");
  }
  const digest = parametersDigest(appParameters);
  // The digest of a signed Interest covers its signature too; then the forwarder's check stands.
  if (!interest.sigInfo && !sameOctets(digest, last.value)) {
    throw new Error("the parameters digest does not match the parameters");
  }
  // What follows State Vector Data or StateVector is an extension, and left alone.
  const parameters = new Decoder(appParameters).read();
  if (parameters.type !== TT_DATA) {
    throw new Error("the parameters do not begin with State Vector Data");
  }
  const data = parameters.decoder.decode(Data);
  const content = new Decoder(data.content).read();
  if (content.type !== TT_STATE_VECTOR) {
    throw new Error("the State Vector Data does not begin with a StateVector");
  }
  return { vector: content.tlv, digest, signed: data };
}

/** ParametersSha256DigestComponent of an Interest that is not itself signed. */
function parametersDigest(appParameters: Uint8Array): Uint8Array {
  return sha256(Encoder.encode([TT_APP_PARAMETERS, appParameters]));
}
