import type { Millis } from "../clock.js";

/** How much one face, or all together, may take of the forwarder. */
export interface ForwarderLimits {
  /** Connections at a time, UDP peers included; further ones are turned away. */
  readonly faces: number;
  /** Interests that pend for one face; further ones are dropped. */
  readonly pendingPerFace: number;
  /** Interests that pend in all; further ones are dropped. */
  readonly pending: number;
  /** Routes to one face; further ones are refused. */
  readonly routesPerFace: number;
  /** Octets that wait to be read by one peer; further packets for it are dropped. */
  readonly sendBufferOctets: number;
  /** Milliseconds after which a UDP peer that sent nothing is forgotten. */
  readonly udpIdle: Millis;
}

/** What is allowed unless told otherwise. */
export const defaultLimits: ForwarderLimits = {
  faces: 1024,
  pendingPerFace: 16_384,
  pending: 131_072,
  routesPerFace: 4096,
  sendBufferOctets: 4 * 1024 * 1024,
  udpIdle: 600_000,
};
