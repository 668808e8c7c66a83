import { Component, type Name } from "@ndn/packet";
import { pythonForm } from "@svs/tlv";
import type { Dialect } from "./dialect.js";
import { metadataComponent, readMetadata } from "./python-metadata.js";
import { PYTHON_TIMERS, vectorComponent, vectorOf } from "./python-vector-component.js";
import { cutPythonVector, pythonVectorParts, requestsForParts } from "./python-vector-parts.js";
import { digestOfSyncInterest, makeSignedSyncInterest } from "./signed-sync-interest.js";

const SYNC = Component.from("sync");
const DATA = Component.from("data");

const syncPrefix = (group: Name): Name => group.append(SYNC);

/** @param dataPrefix - what differs between the classes of the Python library. */
function python03(
  name: string,
  dataPrefix: Dialect["dataPrefix"],
  sharedDataPrefix?: Dialect["sharedDataPrefix"],
): Dialect {
  return {
    name,
    form: pythonForm,
    hasBootstrapTime: false,
    timers: PYTHON_TIMERS,
    segmentation: "never",
    vectorParts: pythonVectorParts,
    syncPrefix,

    makeSyncInterest({ group, vector, signer, random, sender }) {
      const { parts, total } = cutPythonVector(vector);
      const metadata = metadataComponent({
        source: sender?.node,
        total,
        parts: sender?.servesParts ? parts.length - 1 : 0,
      });
      const prefix = syncPrefix(group).append(metadata, vectorComponent(parts[0]!));
      return makeSignedSyncInterest(prefix, new Uint8Array(), signer, random);
    },

    readSyncInterest(interest, group) {
      const digest = digestOfSyncInterest(interest, group.length + 4);
      const { name } = interest;
      const { source, total, parts } = readMetadata(name.at(-3));
      return {
        vector: vectorOf(name.at(-2)),
        digest,
        signed: interest,
        rest:
          parts > 0 ? { total, requests: source ? requestsForParts(group, source, parts) : [] } : undefined,
      };
    },

    dataPrefix,
    sharedDataPrefix,

    dataName: (group, { node, seqNo }) => dataPrefix(group, node).append(Component.from(`${seqNo}`)),
  };
}

/**
 * ndn-svs 0.3, as its `SVSync` speaks it: Sync Interests under `/<group>/sync` with the vector in
 * the name, publications `/<node>/<group>/data/<number>`.
 */
export const python: Dialect = python03("python", (group, node) => node.append(...group.comps, DATA));

/** ndn-svs 0.3 with the names of its `SVSyncShared`: publications `/<group>/data/<node>/<number>`. */
export const pythonShared: Dialect = python03(
  "python-shared",
  (group, node) => group.append(DATA, ...node.comps),
  (group) => group.append(DATA),
);
