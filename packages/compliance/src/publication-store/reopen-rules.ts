import { Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";

const SIZE = 200;

/** What is there when a store is opened again after it was closed. */
export const reopenRules = {
  "publication-store/reopen/held": {
    title: "holds what it held: for names, prefixes and ranges, with everything put beside the packets",
    needs: ["persistence"],
    async run(t) {
      const first = await t.open();
      const packets = [
        packetOf({ seqNo: 1, own: true }),
        packetOf({ seqNo: 2, segment: 0, content: 2 }),
        packetOf({ seqNo: 2, segment: 1, content: 3 }),
      ];
      const elsewhere = packetOf({ node: new Name("/bob"), bootstrapTime: 0 });
      await t.put(first, ...packets, elsewhere);
      const store = await t.reopen(first);
      await t.checkHeld(store, ...packets, elsewhere);
      await t.checkGot(store, packets[1]!.name.getPrefix(-2), packets[1]!, { canBePrefix: true });
      await t.checkRange(store, {}, ...packets);
      await t.checkRange(store, { node: elsewhere.node, bootstrapTime: 0 }, elsewhere);
      const own = (await t.range(store)).map((packet) => packet.own).join();
      check(own === "true,false,false", `the packets came back with own: ${own}; expected true,false,false`);
    },
  },

  "publication-store/reopen/counted": {
    title: "counts the octets that are held, again and again",
    needs: ["persistence"],
    async run(t) {
      let store = await t.open({ byteLimit: 3 * SIZE });
      const packets = [1, 2, 3, 4].map((seqNo) => packetOf({ seqNo, size: SIZE, own: seqNo === 1 }));
      await t.put(store, ...packets); // 2 is evicted
      await t.delete(store, packets[2]!);
      for (let round = 0; round < 3; round += 1) {
        store = await t.reopen(store, { byteLimit: 3 * SIZE });
        t.checkCounted(store, packets[0]!, packets[3]!);
      }
      await t.checkAbsent(store, packets[1]!, packets[2]!);
    },
  },

  "publication-store/reopen/eviction-order": {
    title: "goes on evicting those that were put first, and no own ones",
    needs: ["persistence"],
    async run(t) {
      const packets = [5, 3, 4, 1, 2].map((seqNo) => packetOf({ seqNo, size: SIZE, own: seqNo === 5 }));
      let store = await t.open({ byteLimit: 4 * SIZE });
      await t.put(store, ...packets.slice(0, 3));
      store = await t.reopen(store, { byteLimit: 4 * SIZE });
      await t.put(store, ...packets.slice(3));
      await t.checkAbsent(store, packets[1]!);
      store = await t.reopen(store, { byteLimit: 4 * SIZE });
      await t.putOf(store, { seqNo: 6, size: SIZE });
      await t.checkAbsent(store, packets[2]!);
      await t.checkHeld(store, packets[0]!, packets[3]!, packets[4]!);
    },
  },

  "publication-store/reopen/conflict": {
    title: "still rejects other octets under a name with `store-conflict`, and takes the same",
    needs: ["persistence"],
    async run(t) {
      const first = await t.open();
      const packet = await t.putOf(first);
      const store = await t.reopen(first);
      await t.rejected(() => store.put(packetOf({ content: 1 })), "store-conflict", "put() of other octets");
      await t.put(store, packet);
      t.checkCounted(store, packet);
    },
  },

  "publication-store/reopen/lower-limit": {
    title: "opens with a lower limit than before, and comes down to it with the next packet",
    needs: ["persistence"],
    async run(t) {
      const first = await t.open({ byteLimit: 6 * SIZE });
      const packets = [1, 2, 3, 4, 5, 6].map((seqNo) => packetOf({ seqNo, size: SIZE, own: seqNo === 2 }));
      await t.put(first, ...packets);
      const store = await t.reopen(first, { byteLimit: 3 * SIZE });
      check(store.byteLimit === 3 * SIZE, `byteLimit is ${store.byteLimit}; expected ${3 * SIZE}`);
      await t.checkHeld(store, packets[1]!);
      const seventh = await t.putOf(store, { seqNo: 7, size: SIZE });
      await t.checkHeld(store, packets[1]!, packets[5]!, seventh);
      t.checkCounted(store, packets[1]!, packets[5]!, seventh);
    },
  },

  "publication-store/reopen/closed-under-way": {
    title: "holds every packet whose `put` was fulfilled while the store was being closed",
    needs: ["persistence"],
    async run(t) {
      const first = await t.open();
      const packets = Array.from({ length: 20 }, (_, i) => packetOf({ seqNo: i + 1 }));
      const ends = packets.map((packet) => t.outcome(() => first.put(packet), "put() while closing"));
      const store = await t.reopen(first);
      const kept = await Promise.all(ends);
      await t.checkHeld(store, ...packets.filter((_, i) => !("error" in kept[i]!)));
      t.checkCounted(store, ...(await t.range(store)));
    },
  },
} as const satisfies PublicationStoreRules;
