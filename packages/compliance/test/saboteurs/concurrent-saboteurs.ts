import { Data, Interest, type Name } from "@ndn/packet";
import { type ExpressOptions, SvsError } from "@svs/core";
import type { concurrentRules } from "../../src/transport/concurrent-rules.js";
import { aborted, asks, expresses, linked, never, rejects, shared } from "./express-saboteur.js";
import type { Saboteur } from "./saboteur.js";

export const concurrentSaboteurs = {
  "transport/express/own-lifetime": [
    expresses("gives all the lifetime of the first", (good) => {
      let lifetime: number | undefined;
      return (interest, options) => {
        lifetime ??= interest.lifetime;
        return good.express(Object.assign(new Interest(interest), { lifetime }), options);
      };
    }),
    expresses("ends all when one ends", (good) => {
      const ends: ((error: unknown) => void)[] = [];
      return (interest, options) =>
        new Promise((resolve, reject) => {
          ends.push(reject);
          good.express(interest, options).then(resolve, (error: unknown) => {
            for (const end of ends) {
              end(error);
            }
          });
        });
    }),
    asks("waits some lifetimes longer", ({ lifetime }) => ({
      lifetime: lifetime < 100 ? 110 : 10 * lifetime,
    })),
    rejects("rejects with another code", () => new SvsError("nack", "No answer.")),
  ],

  "transport/express/abort-one": [
    expresses("gives up every Interest of that name", linked),
    expresses("listens to the first signal of a name only", shared),
    expresses("loses the Data of the other", (good) => {
      let lost = false;
      return (interest, options) => {
        options?.signal?.addEventListener("abort", () => {
          lost = true;
        });
        return good.express(interest, options).then((data) => (lost ? never<Data>() : data));
      };
    }),
    expresses("aborts the other when its Data comes", (good) => {
      let lost = false;
      return async (interest, options) => {
        options?.signal?.addEventListener("abort", () => {
          lost = true;
        });
        const data = await good.express(interest, options);
        if (lost) {
          throw aborted();
        }
        return data;
      };
    }),
    rejects("rejects with the signal's reason", () => new DOMException("aborted", "AbortError")),
  ],

  "transport/express/abort-after": [
    expresses("ends every Interest with any signal", (good) => {
      const all = new AbortController();
      return (interest, { signal }: ExpressOptions = {}) => {
        signal?.addEventListener("abort", () => all.abort());
        return good.express(interest, { signal: all.signal });
      };
    }),
    expresses("goes down", (good, domain) => (interest, options) => {
      options?.signal?.addEventListener("abort", () => {
        domain.clock.schedule(10, () => void domain.cut(good));
      });
      return good.express(interest, options);
    }),
  ],

  "transport/express/signal-kept": [
    expresses("listens to every signal until it is aborted", (good) => (interest, options) => {
      options?.signal?.addEventListener("abort", () => undefined, { once: true });
      return good.express(interest, options);
    }),
    expresses("forgets the signal when Data comes, and only then", (good) => async (interest, options) => {
      const onAbort = (): void => undefined;
      options?.signal?.addEventListener("abort", onAbort);
      const data = await good.express(interest, options);
      options?.signal?.removeEventListener("abort", onAbort);
      return data;
    }),
  ],

  "transport/express/several": [
    expresses("gives Data to the Interest that waits longest", (good) => {
      const waiting: ((data: Data) => void)[] = [];
      return (interest, options) =>
        new Promise((resolve, reject) => {
          waiting.push(resolve);
          good.express(interest, options).then((data) => waiting.shift()!(data), reject);
        });
    }),
    expresses("keeps one Interest at a time", (good) => {
      let last: Promise<unknown> = Promise.resolve();
      return (interest, options) => {
        const turn = last.then(() => good.express(interest, options));
        last = turn.catch(() => undefined);
        return turn;
      };
    }),
    expresses("gives Data to every Interest under its name", (good) => {
      const waiting = new Map<Name, (data: Data) => void>();
      return (interest, options) =>
        new Promise((resolve, reject) => {
          waiting.set(interest.name, resolve);
          good.express(interest, options).then((data) => {
            for (const [name, settle] of waiting) {
              if (data.name.isPrefixOf(name) || name.isPrefixOf(data.name)) {
                settle(data);
              }
            }
          }, reject);
        });
    }),
    expresses("rejects all but the first", (good) => {
      let busy = false;
      return (interest, options) => {
        if (busy) {
          return good.express(interest, options).then(() => {
            throw new SvsError("timeout", "No Data came.");
          });
        }
        busy = true;
        return good.express(interest, options);
      };
    }),
  ],

  "transport/express/same-name": [
    expresses("answers one of them", (good) => {
      const names = new Set<string>();
      return (interest, options) => {
        if (names.has(interest.name.valueHex)) {
          return Promise.reject(new SvsError("timeout", "No Data came."));
        }
        names.add(interest.name.valueHex);
        return good.express(interest, options);
      };
    }),
    expresses("rejects all but the first when the Data comes", (good) => {
      const names = new Set<string>();
      return async (interest, options) => {
        const again = names.has(interest.name.valueHex);
        names.add(interest.name.valueHex);
        const data = await good.express(interest, options);
        if (again) {
          throw new SvsError("timeout", "No Data came.");
        }
        return data;
      };
    }),
    expresses("leaves all but the first pending", (good) => {
      const names = new Set<string>();
      return (interest, options) => {
        if (names.has(interest.name.valueHex)) {
          return never();
        }
        names.add(interest.name.valueHex);
        return good.express(interest, options);
      };
    }),
  ],

  "transport/express/same-name-own-lifetime": [
    expresses("lets all live for the lifetime of the first", shared),
    expresses("ends all when the first of them ends", linked),
    expresses("loses the Data of the other", (good) => {
      let ended = false;
      return (interest, options) =>
        good.express(interest, options).then(
          (data) => (ended ? never<Data>() : data),
          (error: unknown) => {
            ended = true;
            throw error;
          },
        );
    }),
    expresses("times the other out when its Data comes", (good) => {
      let ended: unknown;
      return (interest, options) =>
        good.express(interest, options).then(
          (data) => {
            if (ended !== undefined) {
              throw ended;
            }
            return data;
          },
          (error: unknown) => {
            ended = error;
            throw error;
          },
        );
    }),
    rejects("says aborted", aborted),
  ],

  "transport/express/many": [
    expresses("has room for 150", (good) => {
      let pending = 0;
      return (interest, options) => {
        pending += 1;
        return pending > 150
          ? Promise.reject(new SvsError("timeout", "No Data came."))
          : good.express(interest, options);
      };
    }),
    expresses("forgets some of many", (good) => {
      let pending = 0;
      return (interest, options) => {
        pending += 1;
        return pending > 150 ? never() : good.express(interest, options);
      };
    }),
    expresses("mixes up the contents of many", (good) => {
      let last: Uint8Array | undefined;
      return async (interest, options) => {
        const data = await good.express(interest, options);
        last ??= data.content;
        return new Data(data.name, last);
      };
    }),
  ],
} satisfies Record<keyof typeof concurrentRules, readonly Saboteur[]>;
