export type { BackoffOptions } from "./backoff.js";
export { NackError } from "./nack-error.js";
export { NfdTransport, type NfdTransportOptions } from "./nfd-transport.js";
export type { ForwarderSource } from "./search/forwarder-search.js";
export type { LocalEnvironment } from "./search/local-environment.js";
export type { ForwarderTransportOptions } from "./transport-options.js";
export type { TransportStatistics } from "./transport-statistics.js";
