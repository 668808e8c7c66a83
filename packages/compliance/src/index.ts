export type { ComplianceCase, Manifest, Venue } from "./compliance-case.js";
export { ComplianceFailure } from "./compliance-failure.js";
export type { PublicationStoreCase } from "./publication-store/publication-store-case.js";
export type { PublicationStoreDomain } from "./publication-store/publication-store-domain.js";
export {
  type PublicationStoreCaseId,
  publicationStoreSuite,
} from "./publication-store/publication-store-suite.js";
export { runCase } from "./run-case.js";
export { type Runner, runSuite } from "./run-suite.js";
export type { StateStoreCase } from "./state-store/state-store-case.js";
export type { StateStoreDomain } from "./state-store/state-store-domain.js";
export { type StateStoreCaseId, stateStoreSuite } from "./state-store/state-store-suite.js";
export type { StoreCapability, StoreDomain } from "./store/store-domain.js";
export type { TransportCase } from "./transport/transport-case.js";
export type { TransportCapability, TransportDomain } from "./transport/transport-domain.js";
export { type TransportCaseId, transportSuite } from "./transport/transport-suite.js";
