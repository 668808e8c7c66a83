import type { MemberProcess } from "../peer/member-process.js";
import type { PeerKind } from "../peer/peer-kind.js";

/** How a cell's member is started. */
export interface JoinOptions {
  /** The same string is the same memory, also after a restart; `undefined`: it remembers nothing. */
  readonly state?: string | undefined;
}

/** Starts a member, and resolves when it is ready. */
export type Join = (node: string, options?: JoinOptions) => Promise<MemberProcess>;

/** A group of its own for one cell. Its members are ended with the cell. */
export interface Meeting {
  /** A member of ours. */
  readonly ours: Join;
  /** A member of the other implementation. */
  readonly theirs: Join;
  readonly kind: PeerKind;
}

/** One column of the matrix: something that two implementations do together. */
export interface Cell {
  /** Stable; for messages. */
  readonly id: string;
  /** For people, a few words. */
  readonly title: string;
  /** Why this cannot be done with such members; `undefined` if it can. */
  notFor?(kind: PeerKind): string | undefined;
  /** @throws Error of any kind if it does not work. */
  run(meeting: Meeting): Promise<void>;
}
