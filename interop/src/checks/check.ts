import type { ForwarderKind, RunningForwarder } from "../forwarder/forwarder-kind.js";
import type { Outcome } from "../matrix/outcome.js";

/** Something that other programs do with ours, beside the matrix. */
export interface Check {
  /** For people. */
  readonly title: string;
  /** @throws NotInstalled; Error of any kind if it does not work. */
  run(forwarder: RunningForwarder): Promise<void>;
}

/** A check at a forwarder, with its outcome. */
export interface CheckEntry {
  readonly title: string;
  readonly forwarder: ForwarderKind;
  readonly outcome: Outcome;
}
