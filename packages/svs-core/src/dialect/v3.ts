import type { Name } from "@ndn/packet";
import { v3Form } from "@svs/tlv";
import { makeDataSyncInterest, readDataSyncInterest } from "./data-sync-interest.js";
import type { Dialect, StateVectorDataNames } from "./dialect.js";
import { publicationNames, versionComponent } from "./naming.js";

const VERSION = versionComponent(3);

const dataPrefix = (group: Name, node: Name): Name => node.append(...group.comps);
const syncInterest = (group: Name): Name => group.append(VERSION);
const inData: StateVectorDataNames = { syncInterest, data: syncInterest };

/** State Vector Sync version 3, of 2026-07-17. */
export const v3: Dialect = {
  name: "v3",
  form: v3Form,
  hasBootstrapTime: true,
  timers: { periodic: 30_000, periodicJitter: 0.1, suppression: 200, suppressionDecay: 10 },
  segmentation: "when-needed",
  inData,

  syncPrefix: syncInterest,
  makeSyncInterest: (parts) => makeDataSyncInterest(inData, parts),
  readSyncInterest: (interest, group) => readDataSyncInterest(interest, syncInterest(group)),

  dataPrefix,
  dataName: publicationNames(dataPrefix),
};
