import type { Millis } from "@svs/core";

/** Something that happens at a moment of virtual time. */
export abstract class VirtualEvent {
  /** Set by {@link VirtualTime.cancel}: it does not happen any more. */
  cancelled = false;
  /** Whether it is in the queue. */
  queued = false;

  /**
   * @param reach - how far ahead it was planned, as {@link VirtualTime.settle} sees it: 0 for
   * what is under way and always waited for, `Infinity` for what is never waited for.
   */
  constructor(readonly reach: Millis) {}

  /** Makes it happen. */
  abstract fire(): void;
}
