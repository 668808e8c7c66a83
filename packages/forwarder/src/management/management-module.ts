import type { ForwarderClock, Millis } from "../clock.js";
import type { Face } from "../forwarding/face.js";
import type { ForwardingCore } from "../forwarding/forwarding-core.js";
import type { ForwarderLimits } from "../forwarding/limits.js";
import type { ControlParameters } from "./control-parameters.js";

/** What the management modules work on. */
export interface ManagementContext {
  readonly core: ForwardingCore;
  readonly clock: ForwarderClock;
  readonly limits: ForwarderLimits;
  /** Milliseconds since 1970 at which the forwarder started. */
  readonly startedAt: Millis;
  /** Name and version of the forwarder. */
  readonly version: string;
  /** Where applications connect, as they write it. */
  readonly uris: () => readonly string[];
}

/** The answer to a command. */
export interface CommandResult {
  /** As NFD numbers them, after HTTP. */
  readonly code: number;
  /** For people: with the remedy, where something was refused. */
  readonly text: string;
  /** What was done, with all that the command left open. */
  readonly parameters?: ControlParameters | undefined;
}

/** Carries out a command. @param ingress - face it came from. */
export type Command = (parameters: ControlParameters, ingress: Face) => CommandResult;

/**
 * Makes a dataset.
 * @param filter - the component after the verb, if there is one.
 * @returns undefined if the filter is not usable.
 */
export type Dataset = (filter: Uint8Array | undefined) => Uint8Array | undefined;

/** One part of `/localhost/nfd`: the verbs it knows. */
export interface ManagementModule {
  readonly commands: ReadonlyMap<string, Command>;
  readonly datasets: ReadonlyMap<string, Dataset>;
}
