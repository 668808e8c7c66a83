import { StateVector } from "@svs/tlv";
import { orInvalid } from "./machine/or-invalid.js";
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
  const near = new StateVector();
  const ahead = new StateVector();
  let othersAhead = 0;
  if (known) {
    const vector = orInvalid("The known vector of the state store is no version 3 StateVector TLV.", () =>
      StateVector.decode(known),
    );
    for (const row of vector) {
      (isAhead(row) ? ahead : near).set(row.node, row.bootstrapTime, row.seqNo);
      if (isAhead(row) && !own.some(({ node }) => sameOctets(node.value, row.node))) {
        othersAhead++;
      }
    }
  }
  const ownAhead = own.filter(isAhead);
  const clockIsBehind =
    ownAhead.length > 0 &&
    (othersAhead > 0 || ownAhead.some(({ bootstrapTime }) => bootstrapTime > now + bootstrapAgeMax));
  if (clockIsBehind || ownAhead.length + ahead.size === 0) {
    return { own, known, ahead: new StateVector() };
  }
  return { own: own.filter((state) => !isAhead(state)), known: known && near.encode(), ahead };
}
