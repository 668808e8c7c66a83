export { NackError } from "./nack-error.js";
export { NdntsTransport, type NdntsTransportOptions } from "./ndnts-transport.js";
export type { ForwarderTransportOptions } from "./transport-options.js";
export type { TransportStatistics } from "./transport-statistics.js";
