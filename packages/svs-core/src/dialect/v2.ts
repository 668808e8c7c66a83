import { Component, LLVerify, type Name, type Signer, SigType, type Verifier } from "@ndn/packet";
import { Decoder, Encoder, NNI } from "@ndn/tlv";
import { v2Form } from "@svs/tlv";
import { digestSigning } from "../digest-signing.js";
import type { Dialect } from "./dialect.js";
import { versionComponent } from "./naming.js";
import { digestOfSyncInterest, makeSignedSyncInterest } from "./signed-sync-interest.js";

const TT_GENERIC = 8;
const TT_STATE_VECTOR = 201;
const VERSION = versionComponent(2);
const SYNC = Component.from("s");
const DATA = Component.from("d");

/**
 * Signs by DigestSha256. Accepts that, and no signature at all, which is what the peers send by
 * default: the parameters digest says as much.
 */
const syncSigning: Signer & Verifier = {
  sign: (packet) => digestSigning.sign(packet),
  async verify(packet) {
    if (packet.sigInfo?.type === SigType.Null) {
      await packet[LLVerify.OP](async () => undefined); // the parameters digest alone
    } else if (packet.sigInfo) {
      await digestSigning.verify(packet);
    }
  },
};

/** Names that differ between the classes of the C++ library. */
type Naming = Pick<Dialect, "name" | "syncPrefix" | "dataPrefix" | "sharedDataPrefix">;

/**
 * The sync prefix is without the version, as the peers register it: on one forwarder, a longer
 * prefix would keep Sync Interests from peers that register the shorter one without ChildInherit.
 */
function version2({ name, syncPrefix, dataPrefix, sharedDataPrefix }: Naming): Dialect {
  return {
    name,
    form: v2Form,
    hasBootstrapTime: false,
    timers: { periodic: 30_000, periodicJitter: 0.1, suppression: 500, suppressionDecay: 10 },
    segmentation: "when-needed",
    syncSigning,
    syncPrefix,

    makeSyncInterest: ({ group, vector, signer, random }) =>
      makeSignedSyncInterest(syncPrefix(group).append(VERSION), vector, signer, random),

    readSyncInterest(interest, group) {
      const digest = digestOfSyncInterest(interest, syncPrefix(group).length + 2);
      // What follows, MappingData for one, is left alone.
      const { type, tlv } = new Decoder(interest.appParameters!).read();
      if (type !== TT_STATE_VECTOR) {
        throw new Error("the parameters do not begin with a StateVector");
      }
      return { vector: tlv, digest, signed: interest };
    },

    dataPrefix,
    sharedDataPrefix,

    dataName: (group, { node, seqNo }) => dataPrefix(group, node).append(numberComponent(seqNo)),
  };
}

/** The number in a generic component, as the C++ library writes it. */
function numberComponent(value: number): Component {
  return new Component(TT_GENERIC, Encoder.encode(NNI(value)));
}

/**
 * Version 2, as the C++ library's `SVSync` speaks it, and NDNts by default: Sync Interests under
 * `/<group>/v=2`, publications `/<node>/<group>/<number>`.
 */
export const v2: Dialect = version2({
  name: "v2",
  syncPrefix: (group: Name) => group,
  dataPrefix: (group: Name, node: Name) => node.append(...group.comps),
});

/**
 * Version 2 with the names of the C++ library's `SVSyncShared`: Sync Interests under
 * `/<group>/s/v=2`, publications `/<group>/d/<node>/<number>`.
 */
export const v2Shared: Dialect = version2({
  name: "v2-shared",
  syncPrefix: (group: Name) => group.append(SYNC),
  dataPrefix: (group: Name, node: Name) => group.append(DATA, ...node.comps),
  sharedDataPrefix: (group: Name) => group.append(DATA),
});
