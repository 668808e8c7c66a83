export type { AcrossThreads } from "./across-threads.js";
export type { MessageEndpoint, NodeEndpoint, WebEndpoint } from "./endpoint.js";
export type { OpenOptions } from "./member-worker.js";
export { SvSyncCoreWorker } from "./sv-sync-core-worker.js";
export { SvSyncHealthWorker } from "./sv-sync-health-worker.js";
export { SvSyncReaderWorker } from "./sv-sync-reader-worker.js";
export { SvSyncWorker, type TransferOptions } from "./sv-sync-worker.js";
