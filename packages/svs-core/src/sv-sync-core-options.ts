import type { NameLike, Signer } from "@ndn/packet";
import type { Dialect } from "./dialect/dialect.js";
import type { SyncLimits } from "./machine/sync-limits.js";
import type { Timers } from "./machine/types.js";
import type { Clock, Millis } from "./ports/clock.js";
import type { Random } from "./ports/random.js";
import type { Verifier } from "./ports/security.js";
import type { StateStore } from "./ports/state-store.js";
import type { Transport } from "./ports/transport.js";

/** Options of {@link SvSyncCore.open}. */
export interface SvSyncCoreOptions {
  /** The way to the network. Not owned: closing the member leaves it open. */
  transport: Transport;
  /** Group prefix. */
  group: NameLike;
  /** How the group's members write to each other. Default version 3. */
  dialect?: Dialect | undefined;
  /** Timers that differ from the dialect's (section 4.1), in milliseconds. */
  timers?: Partial<Timers> | undefined;
  /** See {@link MachineOptions.quietRepair}. Default `true`. */
  quietRepair?: boolean | undefined;
  /** See {@link MachineOptions.adaptiveTimers}. Default `true` where vectors have the form of version 3. */
  adaptiveTimers?: boolean | undefined;
  /**
   * Signs what the dialect has signed: State Vector Data, or Sync Interests themselves. Default
   * {@link digestSigning}.
   */
  syncSigner?: Signer | undefined;
  /**
   * Checks what the others signed so. Default {@link digestSigning}; in `v2`, that or no signature.
   */
  syncVerifier?: Verifier | undefined;
  /** What the member remembers across restarts. Not owned. Default: memory. */
  stateStore?: StateStore | undefined;
  /** What of others is taken into account at the most. */
  limits?: Partial<SyncLimits> | undefined;
  /** Default: the machine's own. */
  clock?: Clock | undefined;
  /** Default: the platform's. */
  random?: Random | undefined;
  /** Gives up opening, and closes the member later. */
  signal?: AbortSignal | undefined;
}

/** Options of calls that take a while. */
export interface WaitOptions {
  /** Gives the wait up with `SvsError` code `aborted`; what was begun goes on. */
  signal?: AbortSignal | undefined;
}

/** Options of {@link SvSyncCore.whenSynced}. */
export interface WhenSyncedOptions extends WaitOptions {
  /** How long nothing new must have been heard, in milliseconds. Default two suppression periods. */
  quietFor?: Millis | undefined;
}
