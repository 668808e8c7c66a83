import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import type { StateStoreRules } from "./state-store-case.js";
import { numbered, vectorOf } from "./state-store-trial.js";

/** `save` and `load`. */
export const saveRules = {
  "state-store/load/fresh": {
    title: "knows nothing before the first save",
    async run(t) {
      await t.checkState(await t.open(), {});
    },
  },

  "state-store/save/all": {
    title: "remembers the numbering and both vectors",
    async run(t) {
      const store = await t.open();
      const own = numbered("/alice", 7);
      await t.save(store, { own, known: vectorOf(1), delivered: vectorOf(2) });
      await t.checkState(store, { own: [own], known: vectorOf(1), delivered: vectorOf(2) });
    },
  },

  "state-store/save/parts": {
    title: "leaves as it is what a change does not have",
    async run(t) {
      const store = await t.open();
      const own = numbered("/alice", 7);
      await t.save(store, { own });
      await t.checkState(store, { own: [own] });
      await t.save(store, { known: vectorOf(1) });
      await t.checkState(store, { own: [own], known: vectorOf(1) });
      await t.save(store, { delivered: vectorOf(2), known: undefined, own: undefined });
      await t.checkState(store, { own: [own], known: vectorOf(1), delivered: vectorOf(2) });
      await t.save(store, {});
      await t.save(store, { known: vectorOf(3) });
      await t.checkState(store, { own: [own], known: vectorOf(3), delivered: vectorOf(2) });
      await t.save(store, { own: numbered("/alice", 8) });
      await t.checkState(store, {
        own: [numbered("/alice", 8)],
        known: vectorOf(3),
        delivered: vectorOf(2),
      });
    },
  },

  "state-store/save/by-node": {
    title: "replaces the numbering of the same node prefix, and keeps those of others",
    async run(t) {
      const store = await t.open();
      const alice = [numbered("/alice", 1), numbered("/alice", 2), numbered("/alice", 1, 1_700_000_009)];
      const others = [numbered("/alice/phone", 5), numbered("/ali", 6), numbered("/bob", 1, 0)];
      await t.save(store, ...[alice[0]!, ...others, alice[1]!].map((own) => ({ own })));
      await t.checkState(store, { own: [alice[1]!, ...others] });
      await t.save(store, { own: alice[2]! });
      await t.checkState(store, { own: [alice[2]!, ...others] });
      await t.save(store, { own: numbered("/alice/phone", 6) });
      await t.checkState(store, { own: [alice[2]!, numbered("/alice/phone", 6), ...others.slice(1)] });
    },
  },

  "state-store/save/numbers": {
    title: "keeps numbers from 0 to 2^53-1",
    async run(t) {
      const store = await t.open();
      const own = [0, 1, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53 - 1].map((number, i) =>
        numbered(`/node-${i}`, number, 2 ** 53 - 1 - number),
      );
      await t.save(store, ...own.map((one) => ({ own: one })));
      await t.checkState(store, { own });
    },
  },

  "state-store/save/octets": {
    title: "keeps vectors octet for octet, however large",
    async run(t) {
      const store = await t.open();
      const [known, delivered] = [0, 1].map((shift) =>
        Uint8Array.from({ length: 50_000 }, (_, i) => (i + shift) % 251),
      );
      await t.save(store, { known, delivered });
      const state = await t.load(store);
      checkOctets(state.known ?? new Uint8Array(), known!, "the known vector");
      checkOctets(state.delivered ?? new Uint8Array(), delivered!, "the delivered vector");
    },
  },

  "state-store/save/last-counts": {
    title: "keeps what was saved last when several saves are under way at once",
    async run(t) {
      const store = await t.open();
      const saves = Array.from({ length: 50 }, (_, i) => ({
        own: numbered("/alice", i),
        known: vectorOf(i),
        delivered: vectorOf(i),
      }));
      await t.fulfilled(() => Promise.all(saves.map((change) => store.save(change))), "50 save() at once");
      const { own, ...vectors } = saves.at(-1)!;
      await t.checkState(store, { own: [own], ...vectors });
    },
  },

  "state-store/load/unshared": {
    title: "gives a state that later saves do not change",
    async run(t) {
      const store = await t.open();
      await t.save(store, { own: numbered("/alice", 1), known: vectorOf(1) });
      const state = await t.load(store);
      await t.save(store, { own: numbered("/alice", 2), known: vectorOf(2) }, { own: numbered("/bob", 1) });
      check(
        state.own.length === 1 && state.own[0]?.seqNo === 1,
        `the numbering loaded before became ${state.own.map(({ seqNo }) => seqNo).join()}; expected 1`,
      );
      checkOctets(state.known ?? new Uint8Array(), vectorOf(1), "the known vector that was loaded before");
    },
  },
} as const satisfies StateStoreRules;
