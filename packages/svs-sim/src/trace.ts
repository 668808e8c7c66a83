import type { Millis, SendCause } from "@svs/core";
import type { Scenario } from "./scenario.js";

/** Name and version of the trace's form: the version counts up when a reader would go wrong. */
export const TRACE_SCHEMA = "svs-sim-trace/1";

/** First line of a trace. */
export interface TraceHeader {
  readonly schema: typeof TRACE_SCHEMA;
  readonly level: "machine" | "stack";
  readonly seed: number;
  readonly scenario: Scenario;
}

/** Every other line: `t` virtual milliseconds, `e` what, `m` number of the member. In the order of events. */
export type TraceEvent =
  | { readonly t: Millis; readonly e: "join" | "crash"; readonly m: number }
  | { readonly t: Millis; readonly e: "cut" | "mend" | "end" }
  /** A member published: its bootstrap time in seconds since 1970, and the number. */
  | {
      readonly t: Millis;
      readonly e: "publish";
      readonly m: number;
      readonly boot: number;
      readonly seq: number;
    }
  /** A member's vector was raised by numbers `low` to `high` of member `of`. */
  | {
      readonly t: Millis;
      readonly e: "know";
      readonly m: number;
      readonly of: number;
      readonly boot: number;
      readonly low: number;
      readonly high: number;
    }
  /** The application of a member got a publication of member `of`. */
  | {
      readonly t: Millis;
      readonly e: "deliver";
      readonly m: number;
      readonly of: number;
      readonly boot: number;
      readonly seq: number;
    }
  /** A Sync Interest left; `octets` of state vector in it are told at machine level. */
  | {
      readonly t: Millis;
      readonly e: "send";
      readonly m: number;
      readonly cause: SendCause;
      readonly octets?: number | undefined;
    }
  /** A member left a Sync Interest, or a part of it, out of account. */
  | { readonly t: Millis; readonly e: "drop"; readonly m: number; readonly reason: string }
  /** A member fell into Suppression State, or left it. */
  | { readonly t: Millis; readonly e: "phase"; readonly m: number; readonly suppression: boolean };
