import { Name } from "@ndn/packet";
import { type MemberStateChange, type OwnState, type StateStore, SvsError } from "@svs/core";
import type { StateStoreCaseId } from "../../../src/index.js";
import { loads, type StateSaboteur, saves, state } from "./state-saboteur.js";

const never = (): Promise<never> => new Promise(() => undefined);

/** A saboteur that makes its own list of numberings. */
function numbers(
  does: string,
  add: (before: readonly OwnState[], own: OwnState) => readonly OwnState[],
): StateSaboteur {
  return state(does, () => {
    let list: readonly OwnState[] = [];
    return (good) => ({
      save: async (change) => {
        await good.save(change);
        list = change.own ? add(list, change.own) : list;
      },
      load: async () => ({ ...(await good.load()), own: list }),
    });
  });
}

/** A saboteur that changes the numbers of every numbering. */
function counts(does: string, other: (number: number) => number): StateSaboteur {
  return loads(does, (saved) => ({
    ...saved,
    own: saved.own.map(({ node, bootstrapTime, seqNo }) => ({
      node,
      bootstrapTime: other(bootstrapTime),
      seqNo: other(seqNo),
    })),
  }));
}

/** A saboteur that saves the parts of a change one after the other. */
function savesParts(does: string, parts: readonly (keyof MemberStateChange)[]): StateSaboteur {
  return state(does, () => (good) => ({
    save: async (change) => {
      for (const part of parts) {
        await good.save({ [part]: change[part] });
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  }));
}

/** A saboteur of stores that are closed. */
function afterwards(does: string, spoilt: (good: StateStore) => Partial<StateStore>): StateSaboteur {
  return state(does, () => spoilt);
}

const nothing = { own: [], known: undefined, delivered: undefined };

/** For every case of the suite, implementations that break its rule. */
export const stateStoreSaboteurs: Readonly<Record<StateStoreCaseId, readonly StateSaboteur[]>> = {
  "state-store/load/fresh": [
    loads("has an empty vector", (saved) => ({ ...saved, known: saved.known ?? new Uint8Array() })),
    loads("has an empty vector of what was delivered", (saved) => ({
      ...saved,
      delivered: saved.delivered ?? new Uint8Array(),
    })),
    loads("has a numbering of its own", (saved) => ({
      ...saved,
      own: saved.own.length > 0 ? saved.own : [{ node: new Name("/alice"), bootstrapTime: 0, seqNo: 0 }],
    })),
    state("rejects when it has nothing", () => (good) => ({
      load: async () => {
        const saved = await good.load();
        if (saved.own.length === 0) {
          throw new SvsError("store-failed", "There is no state.");
        }
        return saved;
      },
    })),
  ],

  "state-store/save/all": [
    state("saves nothing", () => () => ({ save: () => Promise.resolve() })),
    saves("saves the vectors alone", ({ known, delivered }) => ({ known, delivered })),
    saves("does not save what was delivered", ({ own, known }) => ({ own, known })),
    saves("exchanges the vectors", ({ own, known, delivered }) => ({
      own,
      known: delivered,
      delivered: known,
    })),
    saves("does not save the bootstrap time", (change) => ({
      ...change,
      own: change.own && { ...change.own, bootstrapTime: 0 },
    })),
  ],

  "state-store/save/parts": [
    state("forgets the vectors that a change does not have", () => {
      let last: MemberStateChange = {};
      return (good) => ({
        save: async (change) => {
          await good.save(change);
          last = change;
        },
        load: async () => ({ ...(await good.load()), known: last.known, delivered: last.delivered }),
      });
    }),
    state("forgets what a change has as undefined", () => {
      let known: Uint8Array | undefined;
      return (good) => ({
        save: async (change) => {
          await good.save(change);
          known = "known" in change ? change.known : known;
        },
        load: async () => ({ ...(await good.load()), known }),
      });
    }),
    saves("takes what is known for delivered", ({ own, known, delivered }) => ({
      own,
      known,
      delivered: delivered ?? known,
    })),
    state("forgets the numbering when a vector is saved", () => {
      let own: readonly OwnState[] = [];
      return (good) => ({
        save: async (change) => {
          await good.save(change);
          own = change.own ? [change.own] : [];
        },
        load: async () => ({ ...(await good.load()), own }),
      });
    }),
    state("saves the first change alone", () => {
      const saved = new Set<string>();
      return (good) => ({
        save: async (change) => {
          const key = Object.keys(change).join();
          if (!saved.has(key)) {
            saved.add(key);
            await good.save(change);
          }
        },
      });
    }),
  ],

  "state-store/save/by-node": [
    numbers("has one numbering", (_before, own) => [own]),
    numbers("keeps every numbering of a node prefix", (before, own) => [...before, own]),
    numbers("keeps the first numbering of a node prefix", (before, own) =>
      before.some(({ node }) => node.equals(own.node)) ? before : [...before, own],
    ),
    numbers("keeps the highest number", (before, own) => [
      ...before.filter(({ node }) => !node.equals(own.node)),
      before.find(({ node, seqNo }) => node.equals(own.node) && seqNo > own.seqNo) ?? own,
    ]),
    numbers("takes a longer node prefix for the same", (before, own) => [
      ...before.filter(({ node }) => !node.isPrefixOf(own.node)),
      own,
    ]),
    numbers("takes a shorter node prefix for the same", (before, own) => [
      ...before.filter(({ node }) => !own.node.isPrefixOf(node)),
      own,
    ]),
    numbers("compares node prefixes as text", (before, own) => [
      ...before.filter(({ node }) => !node.toString().startsWith(own.node.toString())),
      own,
    ]),
    numbers("has a numbering for each bootstrap time", (before, own) => [
      ...before.filter(
        ({ node, bootstrapTime }) => !node.equals(own.node) || bootstrapTime !== own.bootstrapTime,
      ),
      own,
    ]),
  ],

  "state-store/save/numbers": [
    counts("keeps 32 bits of a number", (number) => number >>> 0),
    counts("keeps 31 bits and a sign", (number) => number | 0),
    counts("keeps 16 bits of small numbers", (number) => (number < 2 ** 32 ? number % 65_536 : number)),
    counts("has no number 0", (number) => Math.max(number, 1)),
    counts("rounds numbers", (number) => Math.fround(number)),
  ],

  "state-store/save/octets": [
    saves("cuts what is long", ({ known, ...change }) => ({ ...change, known: known?.subarray(0, 32_768) })),
    saves("cuts what is long and was delivered", ({ delivered, ...change }) => ({
      ...change,
      delivered: delivered?.subarray(0, 32_768),
    })),
    saves("keeps vectors as text", ({ known, ...change }) => ({
      ...change,
      known: known && new TextEncoder().encode(new TextDecoder().decode(known)),
    })),
    loads("has one vector", (saved) => ({ ...saved, delivered: saved.delivered && saved.known })),
  ],

  "state-store/save/last-counts": [
    state("writes the first change last", () => (good) => {
      let first = true;
      return {
        save: async (change) => {
          if (first) {
            first = false;
            await new Promise((resolve) => setImmediate(resolve));
          }
          await good.save(change);
        },
      };
    }),
    state("drops what comes while it saves", () => (good) => {
      let busy = false;
      return {
        save: async (change) => {
          if (!busy) {
            busy = true;
            await good.save(change);
            busy = false;
          }
        },
      };
    }),
    state("is busy when it is called again", () => (good) => {
      let busy = false;
      return {
        save: async (change) => {
          if (busy) {
            throw new SvsError("store-failed", "The state is being saved.");
          }
          busy = true;
          await good.save(change);
          busy = false;
        },
      };
    }),
  ],

  "state-store/load/unshared": [
    state("goes on changing what it gave", () => {
      const own: OwnState[] = [];
      return (good) => ({
        save: async (change) => {
          await good.save(change);
          own.splice(0, own.length, ...(await good.load()).own);
        },
        load: async () => ({ ...(await good.load()), own }),
      });
    }),
    state("writes new vectors over the old ones", () => {
      let known: Uint8Array | undefined;
      return (good) => ({
        save: async (change) => {
          await good.save(change);
          known?.set(change.known ?? known);
          known ??= change.known?.slice();
        },
        load: async () => ({ ...(await good.load()), known }),
      });
    }),
  ],

  "state-store/close/closed": [
    afterwards("closes nothing", () => ({ close: () => Promise.resolve() })),
    afterwards("has an empty state", (good) => ({ load: () => good.load().catch(() => nothing) })),
    afterwards("saves into nothing", (good) => ({
      save: (change) => good.save(change).catch(() => undefined),
    })),
    afterwards("does not look when there is nothing to save", (good) => ({
      save: async (change) => {
        if (Object.keys(change).length > 0) {
          await good.save(change);
        }
      },
    })),
    afterwards("calls it a failure of the medium", (good) => ({
      load: () => good.load().catch(() => Promise.reject(new SvsError("store-failed", "It is closed."))),
    })),
  ],

  "state-store/close/idempotent": [
    afterwards("rejects the second close()", (good) => {
      let closed = false;
      return {
        close: async () => {
          if (closed) {
            throw new SvsError("closed", "The store is closed.");
          }
          closed = true;
          await good.close();
        },
      };
    }),
    afterwards("waits for the first close() for ever", (good) => {
      let closing: Promise<void> | undefined;
      return {
        close: () => {
          const waits = closing ? never() : good.close();
          closing ??= waits;
          return waits;
        },
      };
    }),
    afterwards("rejects disposing when it is closed", (good) => ({
      [Symbol.asyncDispose]: async () => {
        await good.load();
        await good.close();
      },
    })),
  ],

  "state-store/close/dispose": [
    afterwards("does nothing when it is disposed of", () => ({
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })),
    afterwards("cannot be disposed of", () => ({ [Symbol.asyncDispose]: never })),
  ],

  "state-store/close/under-way": [
    afterwards("leaves saves waiting", (good) => ({ save: (change) => good.save(change).catch(never) })),
    afterwards("leaves a load waiting", (good) => ({ load: () => good.load().catch(never) })),
    afterwards("lets saves fail", (good) => ({
      save: (change) =>
        good.save(change).catch(() => Promise.reject(new SvsError("store-failed", "There is no database."))),
    })),
  ],

  "state-store/reopen/all": [
    loads("forgets everything", (saved, round) => (round > 1 ? nothing : saved)),
    loads("forgets the numbering", (saved, round) => (round > 1 ? { ...saved, own: [] } : saved)),
    loads("forgets all numberings but one", (saved, round) =>
      round > 1 ? { ...saved, own: saved.own.slice(0, 1) } : saved,
    ),
    loads("forgets what was known", (saved, round) => (round > 1 ? { ...saved, known: undefined } : saved)),
    loads("forgets what was delivered", (saved, round) =>
      round > 1 ? { ...saved, delivered: undefined } : saved,
    ),
    loads("forgets everything the second time", (saved, round) => (round > 2 ? nothing : saved)),
    state("saves nothing when it was opened again", () => (good, { round }) => ({
      save: (change) => (round > 1 ? Promise.resolve() : good.save(change)),
    })),
  ],

  "state-store/kill/saved": [
    state("saves when it has said so", () => (good) => ({
      save: async (change) => {
        setImmediate(() => void good.save(change).catch(() => undefined));
      },
    })),
    state("saves the numbering when it has said so", () => (good) => ({
      save: async ({ own, ...change }) => {
        setImmediate(() => void good.save(own ? { own } : {}).catch(() => undefined));
        await good.save(change);
      },
    })),
    state("saves the vectors when it has said so", () => (good) => ({
      save: async ({ own, ...change }) => {
        setImmediate(() => void good.save(change).catch(() => undefined));
        await good.save(own ? { own } : {});
      },
    })),
  ],

  "state-store/kill/all-or-nothing": [
    savesParts("saves the numbering first", ["own", "known", "delivered"]),
    savesParts("saves the numbering last", ["known", "delivered", "own"]),
    savesParts("saves what was delivered first", ["delivered", "known", "own"]),
    loads("has lost the last changes", (saved, round) => (round > 1 ? nothing : saved)),
  ],
};
