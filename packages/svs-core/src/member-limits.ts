import type { Name } from "@ndn/packet";
import type { Dialect } from "./dialect/dialect.js";
import { shortestPeriod } from "./machine/machine-settings.js";
import { SPECIFIED_LIMITS, type SyncLimits } from "./machine/sync-limits.js";
import type { Timers } from "./machine/types.js";

/** Octets of a Sync Interest beside the vector and two names of the group, with a signature by RSA with 4 096 bits. */
const SYNC_OVERHEAD = 700;

/** The limits of a member, with the defaults that {@link SyncLimits} tells. */
export function memberLimits(
  given: Partial<SyncLimits> = {},
  group: Name,
  dialect: Dialect,
  timers: Timers,
  packetSizeMax: number,
): SyncLimits {
  const room = Math.max(0, packetSizeMax - SYNC_OVERHEAD - 2 * group.value.length);
  const ownVectorSizeMax = given.ownVectorSizeMax ?? (dialect.vectorParts ? Number.POSITIVE_INFINITY : room);
  return {
    ...SPECIFIED_LIMITS,
    answerAgainAfter: shortestPeriod(timers),
    nameSizeMax: 512,
    newRowsSizeMax: ownVectorSizeMax / 2,
    jumpMax: 1_000_000,
    bootstrapAheadMax: 82_800,
    bootstrapAgeMax: 315_576_000,
    ...given,
    ownVectorSizeMax,
  };
}
