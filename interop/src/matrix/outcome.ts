import type { Cell } from "../cells/cell.js";
import type { ForwarderKind } from "../forwarder/forwarder-kind.js";
import type { PeerKind } from "../peer/peer-kind.js";

/** What became of one cell. */
export type Outcome =
  | { readonly is: "passed" }
  | { readonly is: "failed"; readonly why: string }
  /** It could not be tried here: something is not installed. */
  | { readonly is: "not-run"; readonly why: string }
  /** There is no such thing with this kind. */
  | { readonly is: "not-for"; readonly why: string };

/** One cell of the matrix, with its outcome. */
export interface Entry {
  readonly kind: PeerKind;
  readonly forwarder: ForwarderKind;
  readonly cell: Cell;
  readonly outcome: Outcome;
}
