import { Component, type Name } from "@ndn/packet";
import { python02Form } from "@svs/tlv";
import type { Dialect } from "./dialect.js";
import { PYTHON_TIMERS, vectorComponent, vectorOf } from "./python-vector-component.js";
import { digestOfSyncInterest, makeSignedSyncInterest } from "./signed-sync-interest.js";

const SYNC = Component.from("s");
const DATA = Component.from("d");

/** Names that differ between the classes of the Python library. */
type Naming = Pick<Dialect, "name" | "syncPrefix" | "dataPrefix" | "sharedDataPrefix">;

function version02({ name, syncPrefix, dataPrefix, sharedDataPrefix }: Naming): Dialect {
  return {
    name,
    form: python02Form,
    hasBootstrapTime: false,
    timers: PYTHON_TIMERS,
    segmentation: "never",
    syncPrefix,

    makeSyncInterest: ({ group, vector, signer, random }) =>
      makeSignedSyncInterest(
        syncPrefix(group).append(vectorComponent(vector)),
        new Uint8Array(),
        signer,
        random,
      ),

    readSyncInterest(interest, group) {
      const digest = digestOfSyncInterest(interest, syncPrefix(group).length + 2);
      return { vector: vectorOf(interest.name.at(-2)), digest, signed: interest };
    },

    dataPrefix,
    sharedDataPrefix,

    dataName: (group, { node, seqNo }) => dataPrefix(group, node).append(Component.from(`epoch-${seqNo}`)),
  };
}

/**
 * ndn-svs 0.2, as its `SVSync` speaks it: Sync Interests under `/<group>` itself with the vector
 * in the name, publications `/<node>/<group>/epoch-<number>`.
 */
export const python02: Dialect = version02({
  name: "python-0.2",
  syncPrefix: (group: Name) => group,
  dataPrefix: (group: Name, node: Name) => node.append(...group.comps),
});

/**
 * ndn-svs 0.2 with the names of its `SVSyncShared`, which its chat uses: Sync Interests under
 * `/<group>/s`, publications `/<group>/d/<node>/epoch-<number>`.
 */
export const python02Shared: Dialect = version02({
  name: "python-0.2-shared",
  syncPrefix: (group: Name) => group.append(SYNC),
  dataPrefix: (group: Name, node: Name) => group.append(DATA, ...node.comps),
  sharedDataPrefix: (group: Name) => group.append(DATA),
});
