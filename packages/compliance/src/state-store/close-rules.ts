import type { StateStoreRules } from "./state-store-case.js";
import { numbered } from "./state-store-trial.js";

/** `close`: the end, once. */
export const closeRules = {
  "state-store/close/closed": {
    title: "makes every method reject with `closed`",
    async run(t) {
      const store = await t.open();
      await t.fulfilled(() => store.close(), "close()");
      await t.rejected(() => store.load(), "closed", "load() after close()");
      await t.rejected(() => store.save({ own: numbered("/alice", 1) }), "closed", "save() after close()");
      await t.rejected(() => store.save({}), "closed", "save() of nothing after close()");
    },
  },

  "state-store/close/idempotent": {
    title: "may be called again, at the same time or later",
    async run(t) {
      const store = await t.open();
      await t.fulfilled(() => Promise.all([store.close(), store.close()]), "close() twice at once");
      await t.fulfilled(() => store.close(), "close() after close()");
      await t.fulfilled(async () => store[Symbol.asyncDispose](), "disposing of a closed store");
    },
  },

  "state-store/close/dispose": {
    title: "is what disposing of the store does",
    async run(t) {
      const store = await t.open();
      await t.fulfilled(async () => store[Symbol.asyncDispose](), "disposing of a store");
      await t.rejected(() => store.load(), "closed", "load() after disposing");
    },
  },

  "state-store/close/under-way": {
    title: "lets everything settle that is under way: with its result, or with `closed`",
    async run(t) {
      const store = await t.open();
      const calls: (() => Promise<unknown>)[] = [
        ...Array.from({ length: 20 }, (_, i) => () => store.save({ own: numbered("/alice", i) })),
        () => store.load(),
      ];
      const ends = calls.map((call) => t.outcome(call, "a call that was under way at close()"));
      await t.fulfilled(() => store.close(), "close() while calls were under way");
      for (const end of await Promise.all(ends)) {
        if ("error" in end) {
          await t.rejected(() => Promise.reject(end.error), "closed", "a call that was under way at close()");
        }
      }
    },
  },
} as const satisfies StateStoreRules;
