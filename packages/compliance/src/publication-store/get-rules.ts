import { Component, Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";
import { uri } from "./publication-store-trial.js";

const AS_PREFIX = { canBePrefix: true };

/** `get` and `has`: by name. */
export const getRules = {
  "publication-store/get/absent": {
    title: "gives `undefined` where nothing is held",
    async run(t) {
      const store = await t.open();
      const absent = packetOf({ seqNo: 2 });
      await t.checkAbsent(store, absent);
      await t.putOf(store, { seqNo: 1 });
      await t.putOf(store, { seqNo: 3 });
      await t.checkAbsent(store, absent);
      const found = await t.got(store, absent.name, AS_PREFIX);
      check(found === undefined, `get(${uri(absent.name)}) gave another packet`);
    },
  },

  "publication-store/get/exact": {
    title: "takes the name for the whole name, if not told otherwise",
    async run(t) {
      const store = await t.open();
      const { name } = await t.putOf(store, { segment: 0 });
      const near = [
        name.getPrefix(-1),
        name.getPrefix(-2),
        name.append(new Component(8)),
        name.replaceAt(-1, new Component(8, name.at(-1).value)),
      ];
      for (const other of near) {
        await t.checkAbsent(store, packetOf({ name: other }));
        const octets = await t.got(store, other, { canBePrefix: false });
        check(octets === undefined, `get(${uri(other)}) gave ${uri(name)}`);
      }
    },
  },

  "publication-store/get/prefix": {
    title: "gives, with `canBePrefix`, the first in canonical order of the names behind a prefix",
    async run(t) {
      const store = await t.open();
      // 256 takes two octets more: it is behind 10 in canonical order, and before it as text.
      const segments = [256, 10, 0, 9].map((segment) => packetOf({ segment, content: segment % 100 }));
      await t.put(store, packetOf({ seqNo: 2, segment: 0 }), ...segments, packetOf({ node: new Name("/b") }));
      const prefix = segments[0]!.name.getPrefix(-2);
      for (const segment of [0, 9, 10, 256]) {
        const first = segments.find((one) => one.segment === segment)!;
        await t.checkGot(store, prefix, first, AS_PREFIX);
        await t.delete(store, first);
      }
      const left = await t.got(store, prefix, AS_PREFIX);
      check(left === undefined, `get(${uri(prefix)}) gave a packet when all behind the prefix were deleted`);
    },
  },

  "publication-store/get/prefix-itself": {
    title: "gives, with `canBePrefix`, the name itself before longer ones",
    async run(t) {
      const store = await t.open();
      await t.putOf(store, { segment: 0, content: 1 });
      const itself = await t.putOf(store, { content: 2 });
      await t.checkGot(store, itself.name, itself, AS_PREFIX);
    },
  },

  "publication-store/get/prefix-whole-components": {
    title: "matches a prefix by whole components",
    async run(t) {
      const store = await t.open();
      const long = await t.putOf(store, { name: new Name("/alice/gg/1") });
      for (const other of [new Name("/alice/g"), new Name("/ali"), new Name("/alice/gg/1/2")]) {
        const octets = await t.got(store, other, AS_PREFIX);
        check(octets === undefined, `get(${uri(other)}) gave ${uri(long.name)}`);
      }
      await t.checkGot(store, new Name("/alice/gg"), long, AS_PREFIX);
      await t.checkGot(store, new Name("/alice"), long, AS_PREFIX);
    },
  },

  "publication-store/has/exact": {
    title: "says whether exactly that name is held",
    async run(t) {
      const store = await t.open();
      const { name } = await t.putOf(store, { segment: 0 });
      const has = (asked: Name): Promise<boolean> =>
        t.fulfilled(() => store.has(asked), `has(${uri(asked)})`);
      check((await has(name)) === true, `has(${uri(name)}) is not true of a name that is held`);
      for (const other of [name.getPrefix(-1), name.append("x"), packetOf({ segment: 1 }).name]) {
        check((await has(other)) === false, `has(${uri(other)}) is not false when ${uri(name)} is held`);
      }
    },
  },
} as const satisfies PublicationStoreRules;
