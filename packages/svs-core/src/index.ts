export type { FetchOptions } from "./delivery/fetch-options.js";
export type {
  Dialect,
  PublicationId,
  Segmentation,
  SyncInterest,
  SyncInterestParts,
  SyncSender,
  VectorParts,
  VectorRest,
} from "./dialect/dialect.js";
export { v3 } from "./dialect/v3.js";
export { digestSigning } from "./digest-signing.js";
export type { SyncLimits } from "./machine/sync-limits.js";
export { SyncMachine } from "./machine/sync-machine.js";
export type {
  DropReason,
  Effect,
  Input,
  MachineOptions,
  Now,
  ReceivedVector,
  RefusalReason,
  SendCause,
  Timers,
} from "./machine/types.js";
export type { Clock, Millis, Timer } from "./ports/clock.js";
export type { ContentCipher } from "./ports/content-cipher.js";
export { encodeInterest } from "./ports/encode-interest.js";
export {
  MemoryPublicationStore,
  type MemoryPublicationStoreOptions,
} from "./ports/memory-publication-store.js";
export { MemoryStateStore } from "./ports/memory-state-store.js";
export type {
  GetOptions,
  PublicationRange,
  PublicationStore,
  PublicationStoreLimits,
  StoredPacket,
} from "./ports/publication-store.js";
export type { Random } from "./ports/random.js";
export type { PublicationVerifier, Signer, Verifier } from "./ports/security.js";
export type { MemberState, MemberStateChange, OwnState, StateStore } from "./ports/state-store.js";
export { systemClock } from "./ports/system-clock.js";
export { systemRandom } from "./ports/system-random.js";
export type {
  ExpressOptions,
  InterestHandler,
  Registration,
  RegistrationFailure,
  SendResult,
  ServeOptions,
  Transport,
  TransportEventMap,
  TransportStatus,
} from "./ports/transport.js";
export { Publication } from "./publication.js";
export { SvSync } from "./sv-sync.js";
export { type PublishOptions, SvSyncBase, type SvSyncOptions } from "./sv-sync-base.js";
export { SvSyncCore } from "./sv-sync-core.js";
export type { SvSyncCoreOptions, WaitOptions, WhenSyncedOptions } from "./sv-sync-core-options.js";
export {
  type FetchDataOptions,
  type FetchDataPacketOptions,
  SvSyncReader,
  type SvSyncReaderOptions,
} from "./sv-sync-reader.js";
export { SvsError, type SvsErrorCode } from "./svs-error.js";
export type { SyncCounters } from "./sync-counters.js";
export type { Rejection, Suspicion, SvSyncEventMap, SyncUpdate, VectorSize } from "./sync-events.js";
export type { MemberStatus, SyncStatus } from "./sync-status.js";
