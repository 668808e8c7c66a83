export type { ForwarderClock, Millis, Timer } from "./clock.js";
export { Forwarder, type UnboundAddress } from "./forwarder.js";
export { ForwarderError, type ForwarderErrorCode, type ForwarderErrorOptions } from "./forwarder-error.js";
export type {
  ForwarderEndpoint,
  ForwarderLogEvent,
  ForwarderLogLevel,
  ForwarderOptions,
} from "./forwarder-options.js";
export type { FaceStatus, ForwarderStatus, RouteStatus } from "./forwarder-status.js";
export type { FaceScope } from "./forwarding/face.js";
export type { FaceCounters } from "./forwarding/face-counters.js";
export type { ForwardingCounters } from "./forwarding/forwarding-core.js";
export type { ForwarderLimits } from "./forwarding/limits.js";
export { type LocalForwarder, localForwarder } from "./local-forwarder.js";
export type { ForwarderRandom } from "./random.js";
export { type StartedForwarder, startForwarder } from "./start-forwarder.js";
