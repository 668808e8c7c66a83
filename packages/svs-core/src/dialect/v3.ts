import { Data, Interest, type Name, ParamsDigest, SigInfo } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { sha256 } from "@noble/hashes/sha2.js";
import { sameOctets } from "../octets.js";
import type { Dialect, PublicationId, SyncInterest, SyncInterestParts } from "./dialect.js";
import { bootstrapComponent, sequenceComponent, versionComponent } from "./naming.js";

const TT_DATA = 0x06;
const TT_APP_PARAMETERS = 0x24;
const TT_STATE_VECTOR = 201;
const VERSION = versionComponent(3);
/** InterestLifetime of a Sync Interest, in milliseconds (section 2). */
const SYNC_LIFETIME = 1000;
/** Octets of the nonce that makes each State Vector Data one of its kind. */
const NONCE_SIZE = 8;

/** State Vector Sync version 3, of 2026-07-17. */
export const v3: Dialect = {
  name: "v3",
  form: "v3",
  hasBootstrapTime: true,
  timers: { periodic: 30_000, periodicJitter: 0.1, suppression: 200, suppressionDecay: 10 },

  syncPrefix: (group) => group.append(VERSION),

  async makeSyncInterest({ group, vector, signer, random }: SyncInterestParts): Promise<Interest> {
    const name = group.append(VERSION);
    const data = new Data(name, vector);
    // Forwarders hold back an Interest that equals one still pending: a vector that is announced
    // again within a second must not be the same packet.
    data.sigInfo = new SigInfo(SigInfo.Nonce(randomOctets(random)));
    await signer.sign(data);
    const interest = new Interest(name, Interest.Lifetime(SYNC_LIFETIME));
    interest.appParameters = Encoder.encode(data);
    interest.name = name.append(ParamsDigest.create(parametersDigest(interest.appParameters)));
    return interest;
  },

  readSyncInterest(interest: Interest, group: Name): SyncInterest {
    const { name, appParameters } = interest;
    const last = name.get(-1);
    if (!appParameters || name.length !== group.length + 2 || !last?.is(ParamsDigest)) {
      throw new Error("not a Sync Interest: it has no parameters digest right after the sync prefix");
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
  },

  dataPrefix: (group, node) => node.append(...group.comps),

  dataName: (group, { node, bootstrapTime, seqNo }: PublicationId) =>
    node.append(...group.comps, bootstrapComponent(bootstrapTime), sequenceComponent(seqNo)),
};

/** ParametersSha256DigestComponent of an Interest that is not itself signed. */
function parametersDigest(appParameters: Uint8Array): Uint8Array {
  return sha256(Encoder.encode([TT_APP_PARAMETERS, appParameters]));
}

function randomOctets(random: { next(): number }): Uint8Array {
  return Uint8Array.from({ length: NONCE_SIZE }, () => Math.floor(random.next() * 256));
}
