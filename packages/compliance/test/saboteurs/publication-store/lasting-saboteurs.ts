import { type PublicationStore, type StoredPacket, SvsError } from "@svs/core";
import type { killRules } from "../../../src/publication-store/kill-rules.js";
import type { reopenRules } from "../../../src/publication-store/reopen-rules.js";
import { limits, type PublicationsSaboteur, publications, ranges } from "./publications-saboteur.js";

/**
 * A saboteur that does something to a store when it is opened again.
 * @param change - is told what is held, in the order of putting.
 */
function reopens(
  does: string,
  change: (store: PublicationStore, held: readonly StoredPacket[]) => Promise<void>,
): PublicationsSaboteur {
  return {
    does,
    spoil: (domain) => {
      const put: StoredPacket[] = [];
      const watched = publications(does, () => (good) => ({
        put: async (packet) => {
          await good.put(packet);
          put.push(packet);
        },
      })).spoil(domain);
      let round = 0;
      return {
        ...watched,
        open: async (limits) => {
          const store = await watched.open(limits);
          round += 1;
          if (round > 1) {
            const has = await Promise.all(put.map(({ name }) => store.has(name)));
            await change(
              store,
              put.filter((_, i) => has[i]),
            );
          }
          return store;
        },
      };
    },
  };
}

/** Deletes packets and puts others in their place. */
async function exchange(
  store: PublicationStore,
  before: readonly StoredPacket[],
  after: readonly StoredPacket[],
): Promise<void> {
  for (const { name } of before) {
    await store.delete(name);
  }
  for (const packet of after) {
    await store.put(packet);
  }
}

/** A saboteur that says that it has written what it writes in the next turn. */
function writesBehind(does: string, which: (packet: StoredPacket) => boolean): PublicationsSaboteur {
  return publications(does, () => (good) => ({
    put: async (packet) => {
      if (which(packet)) {
        setImmediate(() => void good.put(packet).catch(() => undefined));
      } else {
        await good.put(packet);
      }
    },
  }));
}

export const reopenSaboteurs = {
  "publication-store/reopen/held": [
    reopens("forgets everything", (store, held) => exchange(store, held, [])),
    reopens("forgets own packets", (store, held) =>
      exchange(
        store,
        held.filter(({ own }) => own),
        [],
      ),
    ),
    reopens("forgets all segments but the first", (store, held) =>
      exchange(
        store,
        held.filter(({ segment }) => segment > 0),
        [],
      ),
    ),
    reopens("forgets which packets are own", (store, held) =>
      exchange(
        store,
        held,
        held.map((packet) => ({ ...packet, own: false })),
      ),
    ),
    reopens("forgets the bootstrap times", (store, held) =>
      exchange(
        store,
        held,
        held.map((packet) => ({ ...packet, bootstrapTime: 0 })),
      ),
    ),
    reopens("changes octets", (store, held) =>
      exchange(
        store,
        held,
        held.map((packet) => ({ ...packet, packet: packet.packet.toReversed() })),
      ),
    ),
    publications("knows no prefixes any more", () => (good, { round }) => ({
      get: (name, options) => good.get(name, round > 1 ? {} : options),
    })),
    publications("cannot walk what it held before", () => (good, { round }) => ({
      range: async function* (range) {
        if (round === 1) {
          yield* good.range(range);
        }
      },
    })),
    publications("cannot be opened again", () => (_good, { round }) => {
      if (round > 1) {
        throw new SvsError("store-failed", "It is locked.");
      }
      return {};
    }),
  ],

  "publication-store/reopen/counted": [
    publications("counts what is put from then on", () => (good, { round }) => {
      const before = round > 1 ? good.byteLength : 0;
      return {
        get byteLength() {
          return good.byteLength - before;
        },
      };
    }),
    publications("counts what was evicted", () => (good, { round }) => ({
      get byteLength() {
        return good.byteLength + (round > 1 ? 200 : 0);
      },
    })),
    publications("counts everything once more", () => (good, { round }) => ({
      get byteLength() {
        return good.byteLength * Math.max(1, round - 1);
      },
    })),
    publications("has back what was deleted", () => {
      const deleted: StoredPacket[] = [];
      const put: StoredPacket[] = [];
      return (good) => ({
        put: async (packet) => {
          await good.put(packet);
          put.push(packet);
        },
        delete: async (name) => {
          deleted.push(...put.filter((one) => one.name.equals(name)));
          return good.delete(name);
        },
        get byteLength() {
          return good.byteLength + deleted.reduce((octets, { packet }) => octets + packet.length, 0);
        },
      });
    }),
  ],

  "publication-store/reopen/eviction-order": [
    reopens("evicts by number from then on", (store, held) =>
      exchange(
        store,
        held,
        held.toSorted((a, b) => a.seqNo - b.seqNo),
      ),
    ),
    reopens("evicts what was put last", (store, held) => exchange(store, held, held.toReversed())),
    reopens("evicts own packets", (store, held) =>
      exchange(
        store,
        held,
        held.map((packet) => ({ ...packet, own: false })),
      ),
    ),
    reopens("evicts nothing of what was put before", (store, held) =>
      exchange(
        store,
        held,
        held.map((packet) => ({ ...packet, own: true })),
      ),
    ),
    publications("evicts what is new", () => (good, { round }) => ({
      put: async (packet) => {
        await good.put(packet);
        if (round > 1 && !packet.own && good.byteLength + 200 > good.byteLimit) {
          await good.delete(packet.name);
        }
      },
    })),
  ],

  "publication-store/reopen/conflict": [
    publications("replaces what it held before", () => (good, { round }) => ({
      put: async (packet) => {
        if (round > 1) {
          await good.delete(packet.name);
        }
        await good.put(packet);
      },
    })),
    publications("counts the same octets again", () => (good, { round }) => {
      let octets = 0;
      return {
        put: async (packet) => {
          await good.put(packet);
          octets += round > 1 ? packet.packet.length : 0;
        },
        get byteLength() {
          return good.byteLength + octets;
        },
      };
    }),
    publications("takes the same octets for others", () => (good, { round }) => ({
      put: async (packet) => {
        if (round > 1 && (await good.has(packet.name))) {
          throw new SvsError("store-conflict", "Other octets are held.");
        }
        await good.put(packet);
      },
    })),
  ],

  "publication-store/reopen/lower-limit": [
    publications("does not open with less than it holds", () => (good, { limits: { byteLimit = 0 } }) => {
      if (good.byteLength > byteLimit) {
        throw new SvsError("store-full", "The store is full.");
      }
      return {};
    }),
    publications("keeps the limit that it had", () => {
      let first: number | undefined;
      return (_good, { limits: { byteLimit } }) => {
        first ??= byteLimit;
        return { byteLimit: first ?? 0 };
      };
    }),
    limits("does not come down", () => Number.MAX_SAFE_INTEGER),
    reopens("deletes everything", (store, held) => exchange(store, held, [])),
    publications("rejects every packet until others are deleted", () => (good) => ({
      put: async (packet) => {
        if (good.byteLength > good.byteLimit) {
          throw new SvsError("store-full", "The store is full.");
        }
        await good.put(packet);
      },
    })),
  ],

  "publication-store/reopen/closed-under-way": [
    writesBehind("writes when it has said so", () => true),
    publications("says that it has written what it gave up", () => (good) => ({
      put: (packet) => good.put(packet).catch(() => undefined),
    })),
    publications("counts what it gave up", () => {
      let octets = 0;
      return (good) => ({
        put: (packet) =>
          good.put(packet).catch((error: unknown) => {
            octets += packet.packet.length;
            throw error;
          }),
        get byteLength() {
          return good.byteLength + octets;
        },
      });
    }),
  ],
} satisfies Record<keyof typeof reopenRules, readonly PublicationsSaboteur[]>;

export const killSaboteurs = {
  "publication-store/kill/put": [
    writesBehind("writes when it has said so", () => true),
    writesBehind("writes packets of others when it has said so", ({ own }) => !own),
    writesBehind("writes own packets when it has said so", ({ own }) => own),
    reopens("forgets everything but the last packet", (store, held) =>
      exchange(store, held.slice(0, -1), []),
    ),
    ranges("has one packet in a range", (packets) => packets.slice(0, 1)),
  ],

  "publication-store/kill/delete": [
    publications("deletes when it has said so", () => (good) => ({
      delete: async (name) => {
        setImmediate(() => void good.delete(name).catch(() => undefined));
        return good.has(name);
      },
    })),
    publications("counts still what it has deleted", () => {
      let octets = 0;
      return (good) => ({
        delete: async (name) => {
          octets += (await good.get(name))?.length ?? 0;
          return good.delete(name);
        },
        get byteLength() {
          return good.byteLength + octets;
        },
      });
    }),
  ],

  "publication-store/kill/midst": [
    reopens("leaves a packet half written", async (store, held) => {
      const last = held.at(-1)!;
      await exchange(store, [last], [{ ...last, packet: last.packet.subarray(0, 100) }]);
    }),
    reopens("has lost what was on its way", (store, held) => exchange(store, held.slice(-5), [])),
    reopens("has lost one packet", (store, held) => exchange(store, held.slice(4, 5), [])),
    reopens("evicts in another order", (store, held) => exchange(store, held, held.toReversed())),
    publications("counts what it had not written", () => (good, { round }) => ({
      get byteLength() {
        return good.byteLength + (round > 1 ? 200 : 0);
      },
    })),
    publications("still has names of what it had evicted", () => {
      const put: StoredPacket[] = [];
      return (good, { round }) => ({
        put: async (packet) => {
          await good.put(packet);
          put.push(packet);
        },
        range: async function* (range) {
          yield* round > 1 ? put : good.range(range);
        },
      });
    }),
  ],
} satisfies Record<keyof typeof killRules, readonly PublicationsSaboteur[]>;
