import type { Cell } from "../cells/cell.js";
import type { ForwarderKind } from "../forwarder/forwarder-kind.js";
import type { PeerKind } from "../peer/peer-kind.js";
import type { Outcome } from "./outcome.js";

/** One cell of the matrix, with its outcome. */
export interface Entry {
  readonly kind: PeerKind;
  readonly forwarder: ForwarderKind;
  readonly cell: Cell;
  readonly outcome: Outcome;
}
