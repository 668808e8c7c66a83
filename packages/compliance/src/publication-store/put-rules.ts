import { Component, Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { packetOf } from "./packet-of.js";
import type { PublicationStoreRules } from "./publication-store-case.js";

/** `put`: keeps a packet under its name, once and for all. */
export const putRules = {
  "publication-store/put/held": {
    title: "keeps packets, each under its name",
    async run(t) {
      const store = await t.open();
      const packets = [1, 2, 3].map((seqNo) => packetOf({ seqNo, content: seqNo, own: seqNo === 2 }));
      await t.put(store, ...packets);
      await t.checkHeld(store, ...packets);
    },
  },

  "publication-store/put/unchanged": {
    title: "changes no octet of a packet, and no component of its name",
    async run(t) {
      const store = await t.open();
      const octets = Uint8Array.from({ length: 256 }, (_, i) => i);
      const names = [
        new Name("/alice").append(new Component(8, octets)),
        new Name("/alice").append(new Component(8), new Component(8)),
        new Name("/alice").append(new Component(8)),
        new Name("/alice").append(new Component(58, Uint8Array.of(0xff))),
        new Name("/alice").append(new Component(8, Uint8Array.of(0xff))),
        new Name("/alice").append(new Component(65_535, Uint8Array.of(0))),
        new Name("/ALICE"),
        new Name("/alice"),
      ];
      const packets = names.map((name, i) => packetOf({ name, content: i, seqNo: i + 1, size: 1000 + i }));
      packets.push(packetOf({ seqNo: 98, size: 8800, content: 0xff }));
      await t.put(store, ...packets);
      await t.checkHeld(store, ...packets);
      await t.checkRange(store, {}, ...packets);
    },
  },

  "publication-store/put/same-again": {
    title: "is fulfilled and changes nothing when the same octets are held already",
    async run(t) {
      const store = await t.open();
      const one = await t.putOf(store);
      await t.putOf(store);
      t.checkCounted(store, one);
      await t.checkHeld(store, one);
      await t.checkRange(store, {}, one);
    },
  },

  "publication-store/put/conflict": {
    title: "rejects with `store-conflict` where other octets are held, which it keeps",
    async run(t) {
      const store = await t.open();
      const one = await t.putOf(store);
      const others = [packetOf({ content: 1 }), packetOf({ size: 201 }), packetOf({ size: 199 })];
      for (const other of others) {
        await t.rejected(() => store.put(other), "store-conflict", "put() of other octets");
      }
      t.checkCounted(store, one);
      await t.checkHeld(store, one);
      await t.checkRange(store, {}, one);
    },
  },

  "publication-store/put/at-once": {
    title: "may be called many times at once",
    async run(t) {
      const store = await t.open();
      const packets = Array.from({ length: 50 }, (_, i) => packetOf({ seqNo: i + 1, content: i }));
      await t.fulfilled(() => Promise.all(packets.map((packet) => store.put(packet))), "50 put() at once");
      t.checkCounted(store, ...packets);
      await t.checkHeld(store, ...packets);
      await t.checkRange(store, {}, ...packets);
    },
  },

  "publication-store/put/conflict-at-once": {
    title: "keeps one of several contents that are put under one name at once, and rejects the others",
    async run(t) {
      const store = await t.open();
      const packets = [0, 1, 2, 3].map((content) => packetOf({ content }));
      const ends = await Promise.all(packets.map((packet) => t.outcome(() => store.put(packet), "put()")));
      const kept = packets.filter((_, i) => !("error" in ends[i]!));
      check(kept.length === 1, `${kept.length} of 4 contents were accepted under one name; expected one`);
      t.checkCounted(store, ...kept);
      await t.checkHeld(store, ...kept);
      await t.checkRange(store, {}, ...kept);
    },
  },
} as const satisfies PublicationStoreRules;
