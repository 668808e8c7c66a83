import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";

/** `close`: the end, once. */
export const closeRules = {
  "publication-store/close/closed": {
    title: "makes every method reject with `closed`",
    async run(t) {
      const store = await t.open();
      const { name, ...rest } = await t.putOf(store);
      await t.fulfilled(() => store.close(), "close()");
      await t.rejected(() => store.put({ name, ...rest }), "closed", "put() after close()");
      await t.rejected(() => store.get(name), "closed", "get() after close()");
      await t.rejected(
        () => store.get(name, { canBePrefix: true }),
        "closed",
        "get() by prefix after close()",
      );
      await t.rejected(() => store.has(name), "closed", "has() after close()");
      await t.rejected(() => store.delete(name), "closed", "delete() after close()");
      const walk = async (): Promise<void> => {
        for await (const _ of store.range({ ...rest, low: 1, high: 9 })) {
          check(false, "a range gave a packet after close()");
        }
      };
      await t.rejected(walk, "closed", "a range after close()");
    },
  },

  "publication-store/close/idempotent": {
    title: "may be called again, at the same time or later",
    async run(t) {
      const store = await t.open();
      await t.putOf(store);
      await t.fulfilled(() => Promise.all([store.close(), store.close()]), "close() twice at once");
      await t.fulfilled(() => store.close(), "close() after close()");
      await t.fulfilled(async () => store[Symbol.asyncDispose](), "disposing of a closed store");
    },
  },

  "publication-store/close/dispose": {
    title: "is what disposing of the store does",
    async run(t) {
      const store = await t.open();
      await t.fulfilled(async () => store[Symbol.asyncDispose](), "disposing of a store");
      await t.rejected(() => store.has(packetOf({}).name), "closed", "has() after disposing");
    },
  },

  "publication-store/close/under-way": {
    title: "lets everything settle that is under way: with its result, or with `closed`",
    async run(t) {
      const store = await t.open();
      const first = await t.putOf(store, { seqNo: 99 });
      const packets = Array.from({ length: 20 }, (_, i) => packetOf({ seqNo: i + 1 }));
      const range = async (): Promise<void> => {
        for await (const { seqNo } of store.range({ ...first, low: 1, high: 99 })) {
          check(seqNo <= 99, `a range of 1..99 gave number ${seqNo}`);
        }
      };
      const calls: (() => Promise<unknown>)[] = [
        ...packets.map((packet) => () => store.put(packet)),
        () => store.get(first.name),
        () => store.get(first.name, { canBePrefix: true }),
        () => store.has(first.name),
        range,
        () => store.delete(first.name),
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
} as const satisfies PublicationStoreRules;
