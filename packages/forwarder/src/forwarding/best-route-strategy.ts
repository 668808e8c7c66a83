import type { Face } from "./face.js";
import type { Strategy } from "./strategy.js";

/**
 * Sends an Interest to the next hop of the lowest cost. When the face asks again, the best next hop
 * that has not been asked yet is tried, and after all of them the one that was asked longest ago.
 */
export const bestRouteStrategy: Strategy = {
  name: "best-route",
  passesNacks: true,
  reachesNewNextHops: false,
  afterInterest({ entry, nextHops, retransmission, now, send }) {
    const pending = entry.outRecords.some((record) => record.expiresAt > now);
    if (pending && !retransmission) {
      return true;
    }
    let choice: Face | undefined;
    let longestAgo = Number.POSITIVE_INFINITY;
    for (const { face } of nextHops) {
      const asked = entry.outRecord(face);
      if (asked === undefined) {
        choice = face;
        break;
      }
      if (asked.sentAt < longestAgo) {
        choice = face;
        longestAgo = asked.sentAt;
      }
    }
    if (choice !== undefined) {
      send(choice);
    }
    return choice !== undefined || pending;
  },
};
