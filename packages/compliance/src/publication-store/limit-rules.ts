import type { PublicationStore, StoredPacket } from "@svs/core";
import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";
import { sizeOf } from "./publication-store-trial.js";

const SIZE = 200;

/** Packets of others, of equal size. */
function others(...seqNos: readonly number[]): StoredPacket[] {
  return seqNos.map((seqNo) => packetOf({ seqNo, size: SIZE }));
}

/** `byteLimit`, `packetLimit`, and what is evicted when they are reached. */
export const limitRules = {
  "publication-store/limit/told": {
    title: "tells the limits that it was opened with",
    async run(t) {
      const { byteLimit, packetLimit } = await t.open({ byteLimit: 12_345, packetLimit: 678 });
      check(byteLimit === 12_345, `byteLimit is ${byteLimit}; expected 12345`);
      check(packetLimit === 678, `packetLimit is ${packetLimit}; expected 678`);
    },
  },

  "publication-store/limit/counted": {
    title: "counts packets and their octets, and nothing else",
    async run(t) {
      const store = await t.open();
      t.checkCounted(store);
      const packets = [packetOf({ seqNo: 1, size: 333 }), packetOf({ seqNo: 2, size: 7000, own: true })];
      await t.put(store, packets[0]!);
      t.checkCounted(store, packets[0]!);
      await t.put(store, packets[1]!);
      t.checkCounted(store, ...packets);
    },
  },

  "publication-store/limit/exact": {
    title: "holds exactly as many octets as the limit allows",
    async run(t) {
      const store = await t.open({ byteLimit: 3 * SIZE });
      const packets = others(1, 2, 3);
      await t.put(store, ...packets);
      await t.checkHeld(store, ...packets);
    },
  },

  "publication-store/limit/oldest": {
    title: "evicts packets of others, those put first",
    async run(t) {
      const store = await t.open({ byteLimit: 3 * SIZE });
      const [a, b, c, d, e] = others(5, 1, 4, 2, 3) as [
        StoredPacket,
        StoredPacket,
        StoredPacket,
        StoredPacket,
        StoredPacket,
      ];
      await t.put(store, a, b, c);
      await t.got(store, a.name); // being asked for makes nothing younger
      await t.put(store, d);
      await t.checkAbsent(store, a);
      await t.put(store, e);
      await t.checkAbsent(store, a, b);
      await t.checkHeld(store, c, d, e);
    },
  },

  "publication-store/limit/needed": {
    title: "evicts as many packets as it needs to, and not one more",
    async run(t) {
      const store = await t.open({ byteLimit: 5 * SIZE });
      const packets = others(1, 2, 3, 4, 5);
      await t.put(store, ...packets);
      const large = await t.putOf(store, { seqNo: 6, size: 2 * SIZE + 1 });
      await t.checkAbsent(store, ...packets.slice(0, 3));
      await t.checkHeld(store, ...packets.slice(3), large);
      t.checkCounted(store, ...packets.slice(3), large);
    },
  },

  "publication-store/limit/gone": {
    title: "forgets what it evicts, for prefixes, ranges and the octets counted, too",
    async run(t) {
      const store = await t.open({ byteLimit: 2 * SIZE });
      const first = await t.putOf(store, { seqNo: 1, segment: 0, size: SIZE });
      const rest = others(2, 3);
      await t.put(store, ...rest);
      const found = await t.got(store, first.name.getPrefix(-2), { canBePrefix: true });
      check(found === undefined, "get() by prefix gave a packet that was evicted");
      await t.checkRange(store, {}, ...rest);
      t.checkCounted(store, ...rest);
      const again = await t.putOf(store, { seqNo: 1, segment: 0, size: SIZE, content: 1 });
      await t.checkHeld(store, again);
    },
  },

  "publication-store/limit/own": {
    title: "evicts no own packet",
    async run(t) {
      const store = await t.open({ byteLimit: 4 * SIZE });
      const own = [1, 2].map((seqNo) => packetOf({ seqNo, size: SIZE, own: true }));
      await t.put(store, own[0]!, ...others(11, 12), own[1]!, ...others(13, 14, 15));
      await t.checkHeld(store, ...own, ...others(14, 15));
      await t.checkAbsent(store, ...others(11, 12, 13));
    },
  },

  "publication-store/limit/full": {
    title: "rejects with `store-full` what evicting makes no room for, and evicts nothing",
    async run(t) {
      const store = await t.open({ byteLimit: 3 * SIZE });
      const own = [1, 2].map((seqNo) => packetOf({ seqNo, size: SIZE, own: true }));
      const other = others(11);
      await t.put(store, ...own, ...other);
      for (const fields of [{ own: true }, { own: false }]) {
        const large = packetOf({ seqNo: 3, size: SIZE + 1, ...fields });
        await t.rejected(() => store.put(large), "store-full", "put() of more than evicting makes room for");
        await t.checkAbsent(store, large);
      }
      await t.checkHeld(store, ...own, ...other);
      t.checkCounted(store, ...own, ...other);
      const fits = await t.putOf(store, { seqNo: 3, size: SIZE, own: true });
      await t.checkHeld(store, ...own, fits);
      const last = packetOf({ seqNo: 4, size: SIZE, own: true });
      await t.rejected(() => store.put(last), "store-full", "put() into a store full of own packets");
    },
  },

  "publication-store/limit/too-large": {
    title: "rejects with `store-full` a packet larger than the limit, and evicts nothing",
    async run(t) {
      const store = await t.open({ byteLimit: 2 * SIZE });
      const held = others(1, 2);
      await t.put(store, ...held);
      const large = packetOf({ seqNo: 3, size: 2 * SIZE + 1 });
      await t.rejected(() => store.put(large), "store-full", "put() of more than the limit");
      await t.checkHeld(store, ...held);
      t.checkCounted(store, ...held);
    },
  },

  "publication-store/limit/again-not-younger": {
    title: "puts off no eviction because a packet was put again",
    async run(t) {
      const store = await t.open({ byteLimit: 2 * SIZE });
      const [a, b, c] = others(1, 2, 3) as [StoredPacket, StoredPacket, StoredPacket];
      await t.put(store, a, b, a, c);
      await t.checkAbsent(store, a);
      await t.checkHeld(store, b, c);
    },
  },

  "publication-store/limit/deleted": {
    title: "has room again for what was deleted",
    async run(t) {
      const store = await t.open({ byteLimit: 3 * SIZE });
      const packets = others(1, 2, 3);
      await t.put(store, ...packets);
      await t.delete(store, packets[1]!);
      const four = await t.putOf(store, { seqNo: 4, size: SIZE });
      await t.checkHeld(store, packets[0]!, packets[2]!, four);
      const five = await t.putOf(store, { seqNo: 5, size: SIZE });
      await t.checkAbsent(store, packets[0]!);
      await t.checkHeld(store, packets[2]!, four, five);
    },
  },

  "publication-store/limit/at-once": {
    title: "keeps to the limit when many packets are put at once",
    async run(t) {
      const store: PublicationStore = await t.open({ byteLimit: 10 * SIZE });
      const packets = others(...Array.from({ length: 40 }, (_, i) => i + 1));
      await t.fulfilled(() => Promise.all(packets.map((packet) => store.put(packet))), "40 put() at once");
      const held = await t.range(store);
      check(sizeOf(...held) <= 10 * SIZE, `${sizeOf(...held)} octets are held; the limit is ${10 * SIZE}`);
      check(held.length === 10, `${held.length} packets are held; expected the 10 that fit`);
      t.checkCounted(store, ...held);
      await t.checkHeld(store, ...held);
    },
  },

  "publication-store/limit/packets": {
    title: "holds as many packets as the limit allows, and evicts those of others put first",
    async run(t) {
      const store = await t.open({ packetLimit: 4 });
      const own = packetOf({ seqNo: 1, size: SIZE, own: true });
      const packets = others(15, 11, 14, 12, 13);
      await t.put(store, own, ...packets.slice(0, 3));
      await t.checkHeld(store, own, ...packets.slice(0, 3));
      await t.put(store, packets[3]!);
      await t.checkAbsent(store, packets[0]!);
      await t.put(store, packets[4]!);
      await t.checkAbsent(store, packets[1]!);
      await t.checkHeld(store, own, ...packets.slice(2));
      t.checkCounted(store, own, ...packets.slice(2));
    },
  },

  "publication-store/limit/packets-full": {
    title:
      "rejects with `store-full` one more packet than its limit of own ones, and has room when one is deleted",
    async run(t) {
      const store = await t.open({ packetLimit: 2 });
      const own = [1, 2, 3].map((seqNo) => packetOf({ seqNo, size: SIZE, own: true }));
      await t.put(store, own[0]!, ...others(11), own[1]!);
      await t.checkHeld(store, own[0]!, own[1]!);
      for (const packet of [own[2]!, ...others(12)]) {
        await t.rejected(() => store.put(packet), "store-full", "put() into a store full of own packets");
        await t.checkAbsent(store, packet);
      }
      t.checkCounted(store, own[0]!, own[1]!);
      await t.delete(store, own[0]!);
      await t.put(store, own[2]!);
      await t.checkHeld(store, own[1]!, own[2]!);
    },
  },

  "publication-store/limit/packets-and-octets": {
    title: "keeps to both limits, and to each alone",
    async run(t) {
      const store = await t.open({ byteLimit: 3 * SIZE, packetLimit: 4 });
      const packets = [1, 2, 3, 4].map((seqNo) => packetOf({ seqNo, size: SIZE / 2 }));
      await t.put(store, ...packets);
      await t.checkHeld(store, ...packets);
      const fifth = await t.putOf(store, { seqNo: 5, size: SIZE / 2 });
      await t.checkAbsent(store, packets[0]!);
      await t.checkHeld(store, ...packets.slice(1), fifth);
      const large = await t.putOf(store, { seqNo: 6, size: 2 * SIZE });
      await t.checkAbsent(store, packets[1]!, packets[2]!);
      await t.checkHeld(store, packets[3]!, fifth, large);
      t.checkCounted(store, packets[3]!, fifth, large);
    },
  },
} as const satisfies PublicationStoreRules;
