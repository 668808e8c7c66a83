import type { SvSyncBase, SvSyncCore, SvSyncEventMap, SvSyncReader } from "@svs/core";
import type { HealthEventMap, SvSyncHealth } from "@svs/health";

/** What a worker can be asked to open, by the class that it has to be or derive from. */
export type MemberKind = "SvSyncCore" | "SvSyncReader" | "SvSyncBase" | "SvSyncHealth";

/**
 * Which events cross: all, or those that somebody listens to. The latter come with packets, so that a flood of
 * these is none of messages, and `status.counters` counts them anyhow.
 */
type Crossing = "always" | "when-heard";

/** What of a kind of member can be had from the other side. Nothing else is ever called or read. */
export interface KindOfMember {
  /** Properties that never change. */
  readonly facts: readonly string[];
  /** Methods that can be called, and properties that can be read. */
  readonly calls: readonly string[];
  readonly events: Readonly<Record<string, Crossing>>;
  /** The class in the main thread. */
  readonly remote: string;
}

const memberEvents: Readonly<Record<keyof SvSyncEventMap, Crossing>> = {
  update: "always",
  sent: "when-heard",
  dropped: "when-heard",
  rejected: "when-heard",
  suspicious: "always",
  "vector-size": "always",
  transport: "always",
  served: "always",
  lost: "always",
  error: "always",
};

const healthEvents: Readonly<Record<keyof HealthEventMap, Crossing>> = {
  renewed: "always",
  expired: "always",
  error: "always",
};

const coreCalls = [
  "getState",
  "getSeqNo",
  "updateSeqNo",
  "vouch",
  "syncNow",
  "whenSynced",
  "status",
] as const satisfies readonly (keyof SvSyncCore)[];

const readerCalls = [
  ...coreCalls,
  "dataName",
  "dataPrefix",
  "fetchData",
  "fetchDataPacket",
  "serveDataPacket",
] as const satisfies readonly (keyof SvSyncReader)[];

const publisherCalls = [
  ...readerCalls,
  "publish",
  "addNode",
  "bootstrapTime",
] as const satisfies readonly (keyof SvSyncBase)[];

const healthCalls = ["hearts", "alive", "heartOf"] as const satisfies readonly (keyof SvSyncHealth)[];

export const memberKinds: Readonly<Record<MemberKind, KindOfMember>> = {
  SvSyncCore: { facts: ["group"], calls: coreCalls, events: memberEvents, remote: "SvSyncCoreWorker" },
  SvSyncReader: { facts: ["group"], calls: readerCalls, events: memberEvents, remote: "SvSyncReaderWorker" },
  SvSyncBase: {
    facts: ["group", "node"],
    calls: publisherCalls,
    events: memberEvents,
    remote: "SvSyncWorker",
  },
  SvSyncHealth: { facts: ["node"], calls: healthCalls, events: healthEvents, remote: "SvSyncHealthWorker" },
};
