export { BinaryHeap } from "./binary-heap.js";
export type { LinkOptions } from "./channel.js";
export type { ActiveFault, Fault, FaultAction, FaultMatch, PacketInFlight } from "./fault.js";
export type { ForwarderOptions, ForwardingNode } from "./forwarding-node.js";
export type { ClockOptions, MemberClock } from "./member-clock.js";
export {
  type AttachOptions,
  type MemberOptions,
  type MemberPorts,
  MemoryNetwork,
  type MemoryNetworkOptions,
} from "./memory-network.js";
export type { MemoryTransport } from "./memory-transport.js";
export type { Fate, PacketLog } from "./packet-log.js";
export type { Refusal } from "./refusals.js";
export { SeededRandom } from "./seeded-random.js";
export { type SimulateOptions, simulate } from "./simulate.js";
export type { SentPacket, TransportCounters } from "./transport-end.js";
export type { SettleOptions, WithinOptions } from "./virtual-time.js";
export type { PacketKind } from "./wire-packet.js";
