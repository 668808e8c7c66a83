import type { Dialect } from "@svs/core";
import type { NotInstalled } from "../not-installed.js";

/** A command to start. */
export interface Program {
  readonly command: string;
  /** The program and its `--class`; those that README.md lists follow. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** One row of the matrix: a class of an implementation, and how to run a member of it. */
export interface PeerKind {
  /** What `--peer` takes, such as `python-0.3-shared`. */
  readonly id: string;
  /** For people, with version: `ndn-svs 0.3.17, SVSyncShared`. */
  readonly title: string;
  /** What our member speaks with it. */
  readonly dialect: Dialect;
  /** Whether it goes on with `--state` where it was. */
  readonly keepsState: boolean;
  /** Whether its members are heard again after a restart that they remember nothing of. */
  readonly comesBack: boolean;
  /** Whether its members deliver, and keep, empty publications. */
  readonly takesEmpty: boolean;
  /** Whether its members keep and serve what others published. */
  readonly servesOthers: boolean;
  /**
   * Its member program, installed if it was not; it rejects with {@link NotInstalled}. Or a sentence that
   * says why it can be had nowhere.
   */
  readonly program: (() => Promise<Program>) | string;
}
