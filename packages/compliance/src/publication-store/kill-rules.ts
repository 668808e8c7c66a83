import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";

const SIZE = 200;

/** What is there when the process was killed that had the store open. */
export const killRules = {
  "publication-store/kill/put": {
    title: "holds a packet from the moment that `put` is fulfilled",
    needs: ["kill"],
    async run(t) {
      let store = await t.open();
      for (const seqNo of [1, 2, 3]) {
        const packet = await t.putOf(store, { seqNo, own: seqNo !== 2, content: seqNo });
        store = await t.killAndOpen(store);
        await t.checkHeld(store, packet);
        await t.checkRange(store, { low: seqNo }, packet);
      }
      const all = [1, 2, 3].map((seqNo) => packetOf({ seqNo, content: seqNo }));
      await t.checkRange(store, {}, ...all);
      t.checkCounted(store, ...all);
    },
  },

  "publication-store/kill/delete": {
    title: "has forgotten a packet from the moment that `delete` is fulfilled",
    needs: ["kill"],
    async run(t) {
      const first = await t.open();
      const packets = [1, 2].map((seqNo) => packetOf({ seqNo, own: true }));
      await t.put(first, ...packets);
      await t.delete(first, packets[0]!);
      const store = await t.killAndOpen(first);
      await t.checkAbsent(store, packets[0]!);
      await t.checkRange(store, {}, packets[1]!);
      t.checkCounted(store, packets[1]!);
    },
  },

  "publication-store/kill/midst": {
    title: "is whole when it was killed in the midst of putting and evicting",
    needs: ["kill"],
    async run(t) {
      const first = await t.open({ byteLimit: 10 * SIZE });
      let fulfilled = 0;
      const half = new Promise<void>((resolve) => {
        const work = async (): Promise<void> => {
          for (let seqNo = 1; seqNo <= 60; seqNo += 1) {
            await first.put(packetOf({ seqNo, size: SIZE, content: seqNo }));
            fulfilled = seqNo;
            if (seqNo === 30) {
              resolve();
            }
          }
        };
        work().catch(() => undefined); // the process is killed
      });
      await t.fulfilled(() => half, "half of 60 put()");
      const promised = fulfilled;
      const store = await t.killAndOpen(first, { byteLimit: 10 * SIZE });
      const held = await t.range(store);
      const last = held.at(-1)?.seqNo ?? 0;
      check(last >= promised, `number ${last} is the last one held; put() was fulfilled up to ${promised}`);
      const packets = Array.from({ length: 10 }, (_, i) => last - 9 + i).map((seqNo) =>
        packetOf({ seqNo, size: SIZE, content: seqNo }),
      );
      await t.checkRange(store, {}, ...packets);
      await t.checkHeld(store, ...packets);
      t.checkCounted(store, ...packets);
      const more = await t.putOf(store, { seqNo: 99, size: SIZE });
      await t.checkRange(store, {}, ...packets.slice(1), more);
    },
  },
} as const satisfies PublicationStoreRules;
