import type { Millis } from "@svs/core";
import type { TraceEvent, TraceHeader } from "./trace.js";

/** Where the lines of a trace go. What it takes is written at once, and not kept. */
export type TraceSink = (line: TraceHeader | TraceEvent) => void;

/** What may look on at a run. None of it changes the run. */
export interface RunHooks {
  readonly trace?: TraceSink | undefined;
  /** Share of the run that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** At machine level: a Sync Interest with this state vector leaves a member. */
  readonly onVector?: ((now: Millis, member: number, vector: Uint8Array) => void) | undefined;
  /** In the whole stack: a packet leaves a member. */
  readonly onPacket?: ((now: Millis, member: number, packet: Uint8Array) => void) | undefined;
}
