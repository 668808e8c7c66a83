import type { StoredPacket } from "@svs/core";
import { nameOf } from "../../../src/publication-store/packet-of.js";
import type { rangeRules } from "../../../src/publication-store/range-rules.js";
import { collect, type PublicationsSaboteur, publications, ranges } from "./publications-saboteur.js";

/** A saboteur that gives, for a range, the packets that `belongs` finds among all that were put. */
function confuses(
  does: string,
  belongs: (packet: StoredPacket, range: StoredPacket) => boolean,
): PublicationsSaboteur {
  return publications(does, () => {
    const put: StoredPacket[] = [];
    return (good) => ({
      put: async (packet) => {
        await good.put(packet);
        put.push(packet);
      },
      range: async function* (range) {
        yield* put.filter((packet) => belongs(packet, range as unknown as StoredPacket));
      },
    });
  });
}

export const rangeSaboteurs = {
  "publication-store/range/order": [
    publications("gives them in the order of putting", () => (good) => {
      const put: StoredPacket[] = [];
      return {
        put: async (packet) => {
          await good.put(packet);
          put.push(packet);
        },
        range: async function* () {
          yield* put;
        },
      };
    }),
    ranges("orders numbers as text", (packets) =>
      packets.toSorted((a, b) => (`${a.seqNo}` < `${b.seqNo}` ? -1 : 1)),
    ),
    ranges("orders segments as text", (packets) =>
      packets.toSorted((a, b) => (`${a.seqNo}${a.segment}` < `${b.seqNo}${b.segment}` ? -1 : 1)),
    ),
    ranges("gives the last segment first", (packets) =>
      packets.toSorted((a, b) => a.seqNo - b.seqNo || b.segment - a.segment),
    ),
    ranges("gives the newest first", (packets) => packets.toReversed()),
    ranges("gives the first segment alone", (packets) => packets.filter(({ segment }) => segment === 0)),
    ranges("gives other octets", (packets) =>
      packets.map((packet) => ({ ...packet, packet: packet.packet.subarray(2) })),
    ),
  ],

  "publication-store/range/bounds": [
    ranges("leaves out the high end", (packets, { high }) => packets.filter(({ seqNo }) => seqNo < high)),
    ranges("leaves out the low end", (packets, { low }) => packets.filter(({ seqNo }) => seqNo > low)),
    publications("does not look at the high end", () => (good) => ({
      range: (range) => good.range({ ...range, high: Number.MAX_SAFE_INTEGER }),
    })),
    publications("does not look at the low end", () => (good) => ({
      range: (range) => good.range({ ...range, low: 0 }),
    })),
    ranges("ends where a number is missing", (packets, { low }) =>
      packets.filter(({ seqNo }, i) => seqNo === low + i),
    ),
  ],

  "publication-store/range/member": [
    confuses("does not look at the bootstrap time", (packet, range) => packet.node.equals(range.node)),
    confuses(
      "does not look at the node prefix",
      (packet, range) => packet.bootstrapTime === range.bootstrapTime,
    ),
    confuses(
      "takes longer node prefixes for the same",
      (packet, range) => packet.bootstrapTime === range.bootstrapTime && range.node.isPrefixOf(packet.node),
    ),
    confuses(
      "compares node prefixes as text",
      (packet, range) =>
        packet.bootstrapTime === range.bootstrapTime &&
        packet.node.toString().startsWith(range.node.toString()),
    ),
    confuses(
      "takes no bootstrap time for any",
      (packet, range) =>
        packet.node.equals(range.node) &&
        (range.bootstrapTime === 0 || packet.bootstrapTime === range.bootstrapTime),
    ),
  ],

  "publication-store/range/fields": [
    ranges("forgets which packets are own", (packets) =>
      packets.map((packet) => ({ ...packet, own: false })),
    ),
    ranges("forgets the segment", (packets) => packets.map((packet) => ({ ...packet, segment: 0 }))),
    ranges("keeps segments in one octet", (packets) =>
      packets.map((packet) => ({ ...packet, segment: packet.segment % 256 })),
    ),
    ranges("makes up the names", (packets) =>
      packets.map((packet) => ({ ...packet, name: nameOf({ ...packet, segment: undefined }) })),
    ),
    ranges("takes the first component for the node prefix", (packets) =>
      packets.map((packet) => ({ ...packet, node: packet.name.getPrefix(1) })),
    ),
    ranges("forgets a bootstrap time that is small", (packets) =>
      packets.map((packet) => ({ ...packet, bootstrapTime: packet.bootstrapTime || 1 })),
    ),
    ranges("gives other octets", (packets) =>
      packets.map((packet) => ({ ...packet, packet: packet.packet.toReversed() })),
    ),
  ],

  "publication-store/range/two-names": [
    ranges("keeps one packet of each number", (packets) =>
      packets.filter(({ seqNo }, i) => packets.findIndex((other) => other.seqNo === seqNo) === i),
    ),
    publications("deletes all packets of the number", () => (good) => ({
      delete: async (name) => {
        const deleted = await good.delete(name);
        await good.delete(name.getPrefix(-1).append("1"));
        return deleted;
      },
    })),
  ],

  "publication-store/range/vast": [
    publications("asks number by number", () => (good) => ({
      range: async function* (range) {
        for (let seqNo = range.low; seqNo <= range.high; seqNo += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          yield* good.range({ ...range, low: seqNo, high: seqNo });
        }
      },
    })),
    ranges("gives up before numbers as high as that", (packets) =>
      packets.filter(({ seqNo }) => seqNo < 2 ** 50),
    ),
  ],

  "publication-store/range/large-numbers": [
    ranges("orders the lower 32 bits", (packets) =>
      packets.toSorted((a, b) => (a.seqNo >>> 0) - (b.seqNo >>> 0)),
    ),
    ranges("orders them as if they had signs", (packets) =>
      packets.toSorted((a, b) => (a.seqNo | 0) - (b.seqNo | 0)),
    ),
    ranges("orders the octets from the lowest", (packets) =>
      packets.toSorted((a, b) => (a.seqNo % 256) - (b.seqNo % 256)),
    ),
    publications("cuts the bounds to 32 bits", () => (good) => ({
      range: (range) => good.range({ ...range, high: range.high >>> 0 }),
    })),
    publications("knows no numbers from 2^53-1 on", () => (good) => ({
      range: (range) => good.range({ ...range, high: Math.min(range.high, 2 ** 53 - 2) }),
    })),
  ],

  "publication-store/range/left-early": [
    ranges("ends after 256 packets", (packets) => packets.slice(0, 256)),
    publications("gives one range at a time", () => (good) => {
      let walking = false;
      return {
        range: async function* (range) {
          if (!walking) {
            walking = true;
            yield* await collect(good, range);
            walking = false;
          }
        },
      };
    }),
    publications("does not close while a range has not come to its end", () => (good) => {
      let walking = 0;
      return {
        range: async function* (range) {
          walking += 1;
          yield* await collect(good, range);
          walking -= 1;
        },
        close: () => (walking > 0 ? new Promise(() => undefined) : good.close()),
      };
    }),
    publications("loses its place when something changes", () => (good) => {
      let changed = false;
      return {
        range: async function* (range) {
          changed = false;
          for (const packet of await collect(good, range)) {
            if (changed) {
              return;
            }
            yield packet;
          }
        },
        delete: (name) => {
          changed = true;
          return good.delete(name);
        },
      };
    }),
    publications("deletes nothing while a range is walked", () => (good) => {
      let walking = 0;
      return {
        range: async function* (range) {
          walking += 1;
          try {
            yield* await collect(good, range);
          } finally {
            walking -= 1;
          }
        },
        delete: async (name) => (walking > 0 ? false : good.delete(name)),
      };
    }),
  ],
} satisfies Record<keyof typeof rangeRules, readonly PublicationsSaboteur[]>;
