import type { Millis } from "@svs/core";

/** Something that happens at a moment of virtual time. */
export interface SimEvent {
  fire(now: Millis): void;
}

/** Plans events: of those at one moment, what was planned first happens first. */
export type Plan = (at: Millis, event: SimEvent) => void;
