import { Name } from "@ndn/packet";
import type { StoredPacket } from "@svs/core";
import { check } from "../compliance-failure.js";
import { nameOf, packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";
import { uri } from "./publication-store-trial.js";

/** `range`: what is held of one member, by number. */
export const rangeRules = {
  "publication-store/range/order": {
    title: "gives the packets by number and then by segment, in whatever order they were put",
    async run(t) {
      const store = await t.open();
      const [a, b, c, d, e] = [
        packetOf({ seqNo: 1 }),
        packetOf({ seqNo: 2, segment: 0 }),
        packetOf({ seqNo: 2, segment: 1 }),
        packetOf({ seqNo: 2, segment: 10 }),
        packetOf({ seqNo: 10 }),
      ] as const;
      await t.put(store, e, c, a, d, b);
      await t.checkRange(store, {}, a, b, c, d, e);
    },
  },

  "publication-store/range/bounds": {
    title: "includes both ends, and leaves out what is not held",
    async run(t) {
      const store = await t.open();
      const packets = [2, 3, 5, 8].map((seqNo) => packetOf({ seqNo }));
      await t.put(store, ...packets);
      const [two, three, five, eight] = packets as [StoredPacket, StoredPacket, StoredPacket, StoredPacket];
      await t.checkRange(store, { low: 3, high: 5 }, three, five);
      await t.checkRange(store, { low: 1, high: 2 }, two);
      await t.checkRange(store, { low: 4, high: 4 });
      await t.checkRange(store, { low: 6, high: 99 }, eight);
      await t.checkRange(store, { low: 9, high: 99 });
    },
  },

  "publication-store/range/member": {
    title: "keeps node prefixes and bootstrap times apart",
    async run(t) {
      const store = await t.open();
      const members = [
        { node: new Name("/alice"), bootstrapTime: 1_700_000_000 },
        { node: new Name("/alice"), bootstrapTime: 1_700_000_001 },
        { node: new Name("/alice"), bootstrapTime: 0 },
        { node: new Name("/alice/phone"), bootstrapTime: 1_700_000_000 },
        { node: new Name("/ali"), bootstrapTime: 1_700_000_000 },
        { node: new Name("/bob"), bootstrapTime: 1_700_000_000 },
      ];
      const packets = members.map((member) => packetOf(member));
      await t.put(store, ...packets);
      for (const [i, member] of members.entries()) {
        await t.checkRange(store, member, packets[i]!);
      }
      await t.checkRange(store, { node: new Name("/carol") });
    },
  },

  "publication-store/range/fields": {
    title: "gives everything that was put with a packet",
    async run(t) {
      const store = await t.open();
      const packets = [
        packetOf({ node: new Name("/alice/phone"), bootstrapTime: 0, seqNo: 7, own: true }),
        packetOf({ seqNo: 7, segment: 300, own: false }),
        packetOf({ name: new Name("/elsewhere/entirely"), seqNo: 7, bootstrapTime: 9 }),
      ];
      await t.put(store, ...packets);
      for (const packet of packets) {
        const [got] = await t.range(store, { ...packet, low: 7, high: 7 });
        check(got !== undefined, `the range of ${uri(packet.name)} is empty`);
        const [seen, expected] = [got, packet].map(describe);
        check(seen === expected, `the range gave ${seen}; expected ${expected}`);
      }
    },
  },

  "publication-store/range/two-names": {
    title: "gives several packets of one number under different names",
    async run(t) {
      const store = await t.open();
      const names = [new Name("/alice/2"), new Name("/alice/1")];
      const packets = names.map((name) => packetOf({ name }));
      await t.put(store, ...packets);
      const got = await t.range(store);
      const seen = got.map(({ name }) => uri(name)).toSorted();
      check(seen.join() === "/alice/1,/alice/2", `the range gave ${seen.join()}; expected both names`);
      await t.delete(store, packets[0]!);
      await t.checkRange(store, {}, packets[1]!);
    },
  },

  "publication-store/range/vast": {
    title: "walks what is held, however many numbers are asked for",
    async run(t) {
      const store = await t.open();
      const low = await t.putOf(store, { seqNo: 1 });
      const high = await t.putOf(store, { seqNo: Number.MAX_SAFE_INTEGER });
      await t.checkRange(store, { low: 1, high: Number.MAX_SAFE_INTEGER }, low, high);
      await t.checkRange(store, { low: 2, high: Number.MAX_SAFE_INTEGER - 1 });
    },
  },

  "publication-store/range/large-numbers": {
    title: "orders numbers by size up to 2^53-1",
    async run(t) {
      const store = await t.open();
      const seqNos = [
        1,
        9,
        10,
        255,
        256,
        65_535,
        65_536,
        2 ** 31,
        2 ** 32 - 1,
        2 ** 32,
        2 ** 40,
        2 ** 53 - 1,
      ];
      const packets = seqNos.map((seqNo) => packetOf({ seqNo }));
      await t.put(store, ...packets.toReversed());
      await t.checkRange(store, { low: 1, high: 2 ** 53 - 1 }, ...packets);
      await t.checkRange(store, { low: 256, high: 2 ** 32 - 1 }, ...packets.slice(4, 9));
    },
  },

  "publication-store/range/left-early": {
    title: "may be left before its end, several may be walked at once, and changes meanwhile do not hurt",
    async run(t) {
      const store = await t.open();
      const packets = Array.from({ length: 300 }, (_, i) => packetOf({ seqNo: i + 1, size: 60 }));
      await t.put(store, ...packets);
      const { node, bootstrapTime } = packets[0]!;
      const walk = async (leaveAt: number): Promise<number> => {
        let seen = 0;
        for await (const packet of store.range({ node, bootstrapTime, low: 1, high: 300 })) {
          seen += 1;
          check(packet.seqNo >= seen, `number ${packet.seqNo} came after ${seen - 1} others`);
          if (seen === leaveAt) {
            break;
          }
          if (seen === 5) {
            await store.delete(nameOf({ node, bootstrapTime, seqNo: 290 }));
          }
        }
        return seen;
      };
      const seen = await t.fulfilled(
        () => Promise.all([walk(1), walk(20), walk(999)]),
        "three ranges at once",
      );
      check(seen[2]! >= 299, `a range gave ${seen[2]} of 299 packets that were held all the time`);
      await t.checkRange(store, { low: 289, high: 291 }, packets[288]!, packets[290]!);
      await t.fulfilled(() => store.close(), "close() after ranges");
    },
  },
} as const satisfies PublicationStoreRules;

function describe({ name, node, bootstrapTime, seqNo, segment, own, packet }: StoredPacket): string {
  return JSON.stringify({
    name: uri(name),
    node: uri(node),
    bootstrapTime,
    seqNo,
    segment,
    own,
    octets: [...packet],
  });
}
