import type { RunningForwarder } from "../forwarder/forwarder-kind.js";

/** Something that other programs do with ours, beside the matrix. */
export interface Check {
  /** For people. */
  readonly title: string;
  /**
   * @throws NotInstalled; Error of any kind if it does not work.
   */
  run(forwarder: RunningForwarder): Promise<void>;
}
