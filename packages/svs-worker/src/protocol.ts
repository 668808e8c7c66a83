import type { SvsErrorCode } from "@svs/core";
import type { MemberKind } from "./member-kinds.js";

/** The version of these messages: both sides are to speak the same one. */
export const PROTOCOL = 1;

/** A value as it crosses: see `Outgoing`. */
export type Wire = unknown;

/** What the main thread says. An `id` is the call's that `result` or `failed` is to answer. */
export type ToWorker =
  /** Asks for `ready`. A worker that begins to listen later says it unasked. */
  | { readonly type: "hello" }
  /** @param lifeline - the name of a lock for the worker to hold; `undefined` where its end is told anyhow. */
  | {
      readonly type: "open";
      readonly id: number;
      readonly kind: MemberKind;
      readonly options: Wire;
      readonly lifeline: string | undefined;
    }
  | { readonly type: "call"; readonly id: number; readonly method: string; readonly args: readonly Wire[] }
  /** Begins a reading of the publications, which has this `id` from then on. It is not answered. */
  | { readonly type: "read"; readonly id: number }
  /** Takes the next publication; those before count as delivered. */
  | { readonly type: "next"; readonly id: number; readonly reading: number }
  | { readonly type: "end"; readonly reading: number }
  /** Gives up a call. */
  | { readonly type: "abort"; readonly id: number; readonly reason: Wire }
  /** From now on events of this type cross, too. */
  | { readonly type: "listen"; readonly event: string }
  | { readonly type: "close"; readonly id: number };

/** What the worker says. */
export type ToMain =
  | { readonly type: "ready"; readonly state: HostState }
  /** The lifeline is held. */
  | { readonly type: "holding" }
  | { readonly type: "result"; readonly id: number; readonly value: Wire }
  | { readonly type: "failed"; readonly id: number; readonly error: Wire }
  | { readonly type: "event"; readonly event: string; readonly detail: Wire };

/** A worker's script has one member: it waits to be opened, is in use, or was closed. */
export type HostState = "waiting" | "taken" | "ended";

/** An error on its way. `code` of an `SvsError`, or what other errors have under that name. */
export interface WireError {
  readonly name: string;
  readonly code: SvsErrorCode | string | number | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly hasCause: boolean;
  readonly cause: Wire;
  /** Of an `AggregateError`. */
  readonly errors: readonly Wire[] | undefined;
}

/** Marks a message, for others may use the same way. */
export interface Marked<M> {
  readonly svs: number;
  readonly message: M;
}

/** The message, if it is one of ours, of whatever version. */
export function marked<M>(data: unknown): Marked<M> | undefined {
  return typeof data === "object" && data !== null && "svs" in data && typeof data.svs === "number"
    ? (data as Marked<M>)
    : undefined;
}
