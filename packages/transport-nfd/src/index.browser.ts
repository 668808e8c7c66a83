export type { BackoffOptions } from "./backoff.js";
export { NackError } from "./nack-error.js";
export { NfdTransport, type NfdTransportOptions } from "./nfd-transport.browser.js";
export type { ForwarderSource } from "./search/forwarder-search.js";
export type { ForwarderTransportOptions } from "./transport-options.js";
export type { TransportStatistics } from "./transport-statistics.js";
