import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";
import { uri } from "./publication-store-trial.js";

/** `delete`: one packet, by its name. */
export const deleteRules = {
  "publication-store/delete/gone": {
    title: "forgets a packet, an own one, too: for names, prefixes, ranges and the octets counted",
    async run(t) {
      const store = await t.open();
      const gone = [packetOf({ seqNo: 1, segment: 0 }), packetOf({ seqNo: 2, own: true })];
      const left = packetOf({ seqNo: 3 });
      await t.put(store, ...gone, left);
      for (const packet of gone) {
        await t.delete(store, packet);
        await t.checkAbsent(store, packet);
      }
      const prefix = gone[0]!.name.getPrefix(-2);
      const found = await t.got(store, prefix, { canBePrefix: true });
      check(found === undefined, `get(${uri(prefix)}) by prefix gave a packet that was deleted`);
      await t.checkRange(store, {}, left);
      t.checkCounted(store, left);
      await t.checkHeld(store, left);
    },
  },

  "publication-store/delete/told": {
    title: "says whether the packet was held",
    async run(t) {
      const store = await t.open();
      const packet = packetOf({});
      check((await t.delete(store, packet)) === false, "delete() of what was never put did not say false");
      await t.put(store, packet);
      check((await t.delete(store, packet)) === true, "delete() of what was held did not say true");
      check((await t.delete(store, packet)) === false, "delete() for the second time did not say false");
    },
  },

  "publication-store/delete/exact": {
    title: "forgets the packet of exactly that name",
    async run(t) {
      const store = await t.open();
      const segments = [0, 1].map((segment) => packetOf({ segment }));
      await t.put(store, ...segments);
      const told = await t.delete(store, packetOf({}));
      check(told === false, "delete() of a prefix of names that are held did not say false");
      await t.checkHeld(store, ...segments);
      await t.delete(store, segments[0]!);
      await t.checkHeld(store, segments[1]!);
      await t.checkRange(store, {}, segments[1]!);
    },
  },

  "publication-store/delete/again": {
    title: "makes the name free for other octets",
    async run(t) {
      const store = await t.open();
      await t.delete(store, await t.putOf(store, { content: 1 }));
      const second = await t.putOf(store, { content: 2, size: 300 });
      await t.checkHeld(store, second);
      await t.checkRange(store, {}, second);
      t.checkCounted(store, second);
    },
  },
} as const satisfies PublicationStoreRules;
