import { Component, type Name } from "@ndn/packet";
import { makeDataSyncInterest, readDataSyncInterest } from "./data-sync-interest.js";
import type { Dialect, StateVectorDataNames } from "./dialect.js";
import { bootstrapComponent, publicationNames, versionComponent } from "./naming.js";
import { v3 } from "./v3.js";

const TT_KEYWORD = 32;
const VERSION = versionComponent(3);
const SVS = new Component(TT_KEYWORD, "svs");

const syncPrefix = (group: Name): Name => group.append(SVS, VERSION);
const dataPrefix = (group: Name, node: Name): Name => group.append(...node.comps);

const inData: StateVectorDataNames = {
  syncInterest: syncPrefix,
  // Trust rules there go by the sender's own name.
  data: (group, sender) =>
    sender
      ? dataPrefix(group, sender.node).append(bootstrapComponent(sender.bootstrapTime), SVS, VERSION)
      : syncPrefix(group),
};

/**
 * Version 3 with the names of NDNd's at-least-once layer (`SvsALO`): Sync Interests under
 * `/<group>/32=svs/v=3`, publications `/<group>/<node>/t=<bootstrap>/seq=<n>/v=0/seg=<i>`, cut even
 * if there is one segment. Not with a multicast prefix; snapshots are not spoken.
 */
export const ndnd: Dialect = {
  name: "ndnd",
  form: v3.form,
  hasBootstrapTime: v3.hasBootstrapTime,
  timers: v3.timers,
  segmentation: "always",
  inData,
  syncPrefix,
  makeSyncInterest: (parts) => makeDataSyncInterest(inData, parts),
  readSyncInterest: (interest, group) => readDataSyncInterest(interest, syncPrefix(group)),

  dataPrefix,
  sharedDataPrefix: (group) => group,

  dataName: publicationNames(dataPrefix),
};
