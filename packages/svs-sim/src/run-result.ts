import type { Millis, SendCause } from "@svs/core";
import type { Scenario } from "./scenario.js";

/** Times from publishing, in milliseconds. */
export interface Latencies {
  /** Of the pairs of a publication and another member that came to it, in no order. */
  readonly values: Float64Array;
  /** Of the pairs that did not within the run: how long was waited. */
  readonly never: Float64Array;
}

/** Re-announcements of the whole group in some time. */
export interface Announcements {
  readonly time: Millis;
  readonly announcements: number;
}

/** How a group came together again after a partition. */
export interface Recovery {
  /** When the partition ended. */
  readonly at: Millis;
  /** Of the pairs of a publication and another member that missed it then: how long from there on. */
  readonly missing: Latencies;
}

/** Octets that members sent, by kind of packet. */
export interface SentOctets {
  readonly syncInterests: number;
  readonly dataInterests: number;
  readonly data: number;
}

/** What the events of a run come to. Sync Interests are counted from the first publication on. */
export interface RunFigures {
  readonly publications: number;
  /** Publish-to-known. Members that crashed and never came back are left out. */
  readonly known: Latencies;
  /** Publish-to-delivered, likewise; `undefined` at machine level, where no Data is moved. */
  readonly delivered: Latencies | undefined;
  /** Sync Interests by the strongest cause of each. */
  readonly sent: ReadonlyMap<SendCause, number>;
  /** What members left out of account, by reason, from the beginning. */
  readonly dropped: ReadonlyMap<string, number>;
  /**
   * Sync Interests that say nothing new, answer nobody and were not asked for. A pause of 10 s or more
   * between publications, or after the last one, is quiet time; the rest is busy.
   */
  readonly busy: Announcements;
  readonly quiet: Announcements;
  /** How often a member fell into Suppression State; `undefined` for the whole stack, which does not show it. */
  readonly suppressions: number | undefined;
  /** Suppression replies of each repair, from the first member in suppression until none is; likewise. */
  readonly repairs: readonly number[] | undefined;
  /** After each partition that ended. */
  readonly recoveries: readonly Recovery[];
}

/** What one run came to. */
export interface RunResult extends RunFigures {
  readonly level: "machine" | "stack";
  readonly seed: number;
  readonly scenario: Scenario;
  /** From the beginning. */
  readonly octets: SentOctets;
  /** Sync Interests that reached a machine (machine level), or packets that reached a member (whole stack). */
  readonly deliveries: number;
  /** Packets lost on the way. */
  readonly lost: number;
  /** Processor time. The only thing here that repeating the run does not repeat. */
  readonly cpuSeconds: number;
}
