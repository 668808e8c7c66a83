import type { Millis } from "@svs/core";
import type { Packet } from "./packet.js";

/** What carries packets between members, and loses some. */
export interface Network {
  /** Puts a packet of its origin on the way to everybody else. */
  send(now: Millis, packet: Packet): void;
}

/** What a network tells of. */
export interface NetworkListener {
  /** A packet is at a member. */
  arrive(now: Millis, packet: Packet, member: number): void;
  /** A packet was lost on the way, on a link or for a member. */
  lose(now: Millis): void;
}

/** What befalls each packet on each link. */
export interface Line {
  readonly delay: Millis;
  readonly jitter: Millis;
  readonly loss: number;
}
