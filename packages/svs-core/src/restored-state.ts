import { StateVector, type StateVectorEntry, v3Form } from "@svs/tlv";
import { initialVector } from "./machine/initial-vector.js";
import type { SyncLimits } from "./machine/sync-limits.js";
import { sameOctets } from "./octets.js";
import type { Millis } from "./ports/clock.js";
import type { MemberState, OwnState } from "./ports/state-store.js";

/** What a member goes on with, of what it remembered. */
export interface RestoredState {
  /** Node prefixes that keep their numbering. */
  readonly own: readonly OwnState[];
  /** What it knows, as a version 3 StateVector TLV. */
  readonly known: Uint8Array | undefined;
  /** Rows that are too far ahead of our clock to be announced: others would ignore our whole vector for one (section 3). */
  readonly ahead: StateVector;
}

/**
 * Judges what was remembered by our clock. That may be wrong itself, as on machines without a battery: where more than
 * our own numbering is ahead, or that by more than any row may be old, the clock is behind, and nothing is left out.
 * @throws SvsError `invalid-argument` if the known vector is damaged.
 */
export function restoredState(
  { own, known }: Pick<MemberState, "own" | "known">,
  wall: Millis,
  { bootstrapAheadMax, bootstrapAgeMax }: Pick<SyncLimits, "bootstrapAheadMax" | "bootstrapAgeMax">,
): RestoredState {
  const now = wall / 1000;
  const isAhead = ({ bootstrapTime }: { readonly bootstrapTime: number }): boolean =>
    bootstrapTime > now + bootstrapAheadMax;
  const near = initialVector(known, v3Form);
  const ownAhead = own.filter(isAhead);
  const rowsAhead = [...near].filter(isAhead);
  const isOurs = (row: StateVectorEntry): boolean => own.some(({ node }) => sameOctets(node.value, row.node));
  const clockIsBehind =
    ownAhead.length > 0 &&
    (!rowsAhead.every(isOurs) || ownAhead.some(({ bootstrapTime }) => bootstrapTime > now + bootstrapAgeMax));
  const ahead = new StateVector();
  if (clockIsBehind || ownAhead.length + rowsAhead.length === 0) {
    return { own, known, ahead };
  }
  for (const { node, bootstrapTime, seqNo } of rowsAhead) {
    near.set(node, bootstrapTime, 0);
    ahead.set(node, bootstrapTime, seqNo);
  }
  return { own: own.filter((state) => !isAhead(state)), known: near.encode(), ahead };
}
