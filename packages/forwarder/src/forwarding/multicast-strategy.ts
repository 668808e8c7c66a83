import type { Strategy } from "./strategy.js";

/**
 * Sends an Interest to every next hop. A face that asks for what pends already adds no further
 * sending to a next hop that has been asked; a face that asks again does. There is no refusal:
 * with nobody to hear it the Interest pends, and goes to a next hop that appears in its lifetime.
 */
export const multicastStrategy: Strategy = {
  name: "multicast",
  passesNacks: false,
  reachesNewNextHops: true,
  afterInterest({ entry, nextHops, retransmission, now, send }) {
    for (const { face } of nextHops) {
      const asked = entry.outRecord(face);
      if (retransmission || asked === undefined || asked.expiresAt <= now) {
        send(face);
      }
    }
    return true;
  },
};
