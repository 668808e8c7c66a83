export type { ComplianceCase, Manifest, Venue } from "./compliance-case.js";
export { ComplianceFailure } from "./compliance-failure.js";
export { runCase } from "./run-case.js";
export { type Runner, runSuite } from "./run-suite.js";
export type { TransportCase } from "./transport/transport-case.js";
export type { TransportCapability, TransportDomain } from "./transport/transport-domain.js";
export { type TransportCaseId, transportSuite } from "./transport/transport-suite.js";
