import { Name } from "@ndn/packet";
import type { Suspect } from "./machine-driver.js";
import type { OwnNodes } from "./own-nodes.js";
import type { Millis } from "./ports/clock.js";
import type { Suspicion, SyncUpdate } from "./sync-events.js";

/** Whom suspicions concern. */
export interface SuspicionsContext {
  readonly ownNodes: OwnNodes;
  wall(): Millis;
  tell(suspicion: Suspicion): void;
  /** Numbers of another member are in quarantine; `tell` follows. */
  onJump(update: SyncUpdate): void;
}

/** Makes of what the machine did not believe what the application is told. */
export class Suspicions {
  constructor(private readonly context: SuspicionsContext) {}

  /**
   * Numbers of ours that we did not give out were learnt: our earlier life's, lost with its state within the same
   * second, or an impostor's. The next publication takes a new bootstrap time ({@link OwnNodes.join}).
   */
  ownNumber(update: SyncUpdate): void {
    this.context.tell({ ...update, reason: "own-number", rows: 1, signer: undefined });
  }

  /** Rows were not learnt. */
  refused({ reason, ranges, signer: locator }: Suspect): void {
    if (reason === "vector-full") {
      return; // members that are new may be honest
    }
    const signer = locator === undefined ? undefined : new Name(locator);
    const rows = ranges.length;
    for (const { node, ...range } of reason === "jump" ? ranges : ranges.slice(0, 1)) {
      const update = { node: new Name(node), ...range };
      if (this.context.ownNodes.isCurrent(node, range.bootstrapTime)) {
        // Other implementations have learnt it, and then hear nothing of us under that bootstrap time any more.
        this.context.ownNodes.dispute(update.node, range.bootstrapTime, this.context.wall());
        this.context.tell({ ...update, reason: "own-number", rows, signer });
        continue;
      }
      if (reason === "jump") {
        this.context.onJump(update);
      }
      this.context.tell({ ...update, reason, rows, signer });
    }
  }
}
