import { check } from "../compliance-failure.js";
import type { StateStoreRules } from "./state-store-case.js";
import { numbered, vectorOf } from "./state-store-trial.js";

/** What is there when a store is opened again. */
export const lastingRules = {
  "state-store/reopen/all": {
    title: "has the whole state when it is opened again, and the next time",
    needs: ["persistence"],
    async run(t) {
      let store = await t.open();
      const own = [numbered("/alice", 7), numbered("/alice/phone", 2 ** 40, 0)];
      await t.save(store, ...own.map((one) => ({ own: one })), { known: vectorOf(1) });
      store = await t.reopen(store);
      await t.checkState(store, { own, known: vectorOf(1) });
      await t.save(store, { delivered: vectorOf(2) });
      store = await t.reopen(store);
      await t.checkState(store, { own, known: vectorOf(1), delivered: vectorOf(2) });
    },
  },

  "state-store/kill/saved": {
    title: "has what was saved from the moment that `save` is fulfilled",
    needs: ["kill"],
    async run(t) {
      let store = await t.open();
      for (const i of [1, 2, 3]) {
        const own = numbered("/alice", i);
        await t.save(store, { own }, { known: vectorOf(i), delivered: vectorOf(i + 1) });
        store = await t.killAndOpen(store);
        await t.checkState(store, { own: [own], known: vectorOf(i), delivered: vectorOf(i + 1) });
      }
    },
  },

  "state-store/kill/all-or-nothing": {
    title: "has all of a change or none of it when it was killed in the midst of saving",
    needs: ["kill"],
    async run(t) {
      const first = await t.open();
      let fulfilled = 0;
      const half = new Promise<void>((resolve) => {
        const work = async (): Promise<void> => {
          for (let i = 1; i <= 60; i += 1) {
            await first.save({ own: numbered("/alice", i), known: vectorOf(i), delivered: vectorOf(i) });
            fulfilled = i;
            if (i === 30) {
              resolve();
            }
          }
        };
        work().catch(() => undefined); // the process is killed
      });
      await t.fulfilled(() => half, "half of 60 save()");
      const promised = fulfilled;
      const store = await t.killAndOpen(first);
      const seqNo = (await t.load(store)).own[0]?.seqNo ?? 0;
      check(seqNo >= promised, `number ${seqNo} was found; save() was fulfilled up to ${promised}`);
      await t.checkState(store, {
        own: [numbered("/alice", seqNo)],
        known: vectorOf(seqNo),
        delivered: vectorOf(seqNo),
      });
    },
  },
} as const satisfies StateStoreRules;
