import type { Dialect } from "@svs/core";

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
  /** Whether its members keep and serve what others published. */
  readonly servesOthers: boolean;
  /**
   * Its member program, installed if it was not.
   * @throws NotInstalled, with the reason in a sentence.
   */
  program(): Promise<Program>;
}
