import { type Interest, Name } from "@ndn/packet";
import { type InterestHandler, type Registration, type RegistrationFailure, SvsError } from "@svs/core";
import type { registrationRules } from "../../src/transport/registration-rules.js";
import { type Saboteur, saboteur } from "./saboteur.js";
import {
  type Answer,
  chooses,
  disposes,
  quietIf,
  rejects,
  serves,
  servesOnce,
  taken,
} from "./serve-saboteur.js";

export const registrationSaboteurs = {
  "transport/serve/registered": [
    serves(
      "resolves before the prefix is registered",
      (good, { clock }) =>
        async (prefix, handler, options) => {
          clock.schedule(10, () => void good.serve(prefix, handler, options));
          return { prefix, [Symbol.asyncDispose]: async () => undefined };
        },
    ),
    serves("names another prefix", (good) => async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler, options);
      return Object.assign(registration, { prefix: prefix.append("more") });
    }),
    serves("never resolves", (good) => async (prefix, handler, options) => {
      await good.serve(prefix, handler, options);
      return new Promise(() => undefined);
    }),
  ],

  "transport/serve/several-at-once": [
    serves("registers one prefix at a time and forgets the others", (good, { clock }) => {
      let busy = false;
      return async (prefix, handler, options) => {
        if (busy) {
          return { prefix, [Symbol.asyncDispose]: async () => undefined };
        }
        busy = true;
        clock.schedule(0, () => {
          busy = false;
        });
        return good.serve(prefix, handler, options);
      };
    }),
    serves("asks the handler that came last in a turn", (good) => {
      let last: InterestHandler;
      return (prefix, handler, options) => {
        last = handler;
        return good.serve(prefix, (interest) => last(interest), options);
      };
    }),
    serves("refuses many at once", (good) => {
      let served = 0;
      return (prefix, handler, options) => {
        served += 1;
        return served > 10
          ? Promise.reject(new SvsError("registration-failed", "Too many at once."))
          : good.serve(prefix, handler, options);
      };
    }),
  ],

  "transport/serve/duplicate": [
    serves("replaces the handler", (good) => {
      const handlers = new Map<string, InterestHandler>();
      return async (prefix, handler, options) => {
        const key = prefix.valueHex;
        const known = handlers.has(key);
        handlers.set(key, handler);
        return known
          ? { prefix, [Symbol.asyncDispose]: async () => undefined }
          : good.serve(prefix, (interest) => handlers.get(key)!(interest), options);
      };
    }),
    serves("refuses and replaces the handler", (good) => {
      const handlers = new Map<string, InterestHandler>();
      return (prefix, handler, options) => {
        handlers.set(prefix.valueHex, handler);
        return good.serve(prefix, (interest) => handlers.get(prefix.valueHex)!(interest), options);
      };
    }),
    rejects("says registration-failed", () => new SvsError("registration-failed", "It is served already.")),
    serves("throws at once", (good) => {
      const known = new Set<string>();
      return (prefix, handler, options) => {
        if (known.has(prefix.valueHex)) {
          throw taken(prefix);
        }
        known.add(prefix.valueHex);
        return good.serve(prefix, handler, options);
      };
    }),
  ],

  "transport/serve/duplicate-at-once": [
    serves("looks only at what is registered", (good, { clock }) => {
      const handlers = new Map<string, InterestHandler>();
      return async (prefix, handler, options) => {
        const key = prefix.valueHex;
        const known = handlers.has(key);
        handlers.set(key, handler);
        await new Promise<void>((resolve) => clock.schedule(5, resolve));
        return known
          ? { prefix, [Symbol.asyncDispose]: async () => undefined }
          : good.serve(prefix, (interest) => handlers.get(key)!(interest), options);
      };
    }),
    serves("registers the last and refuses the first", (good) => {
      const latest = new Map<string, InterestHandler>();
      return async (prefix, handler, options) => {
        const key = prefix.valueHex;
        latest.set(key, handler);
        await Promise.resolve();
        if (latest.get(key) !== handler) {
          throw taken(prefix);
        }
        return good.serve(prefix, handler, options);
      };
    }),
  ],

  "transport/serve/dispose": [
    disposes("keeps the prefix", async () => undefined),
    disposes("never has done", async (registration) => {
      await registration[Symbol.asyncDispose]();
      await new Promise(() => undefined);
    }),
    serves("refuses to be disposed of again", (good) => async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler, options);
      let disposed = false;
      return {
        prefix,
        [Symbol.asyncDispose]: async () => {
          if (disposed) {
            throw new SvsError("invalid-argument", "It was disposed of already.");
          }
          disposed = true;
          await registration[Symbol.asyncDispose]();
        },
      };
    }),
    serves("asks the handler although it answers nothing", (good) => async (prefix, handler, options) => {
      let disposed = false;
      const wrapped = async (interest: Interest): Promise<Answer> => {
        const answer = await handler(interest);
        return disposed ? undefined : answer;
      };
      await good.serve(prefix, wrapped, options);
      return {
        prefix,
        [Symbol.asyncDispose]: async () => {
          disposed = true;
        },
      };
    }),
  ],

  "transport/serve/dispose-shorter": [
    serves("keeps the longer prefix and is silent", (good) => async (prefix, handler, options) => {
      let disposed = false;
      await good.serve(prefix, (interest) => (disposed ? undefined : handler(interest)), options);
      return {
        prefix,
        [Symbol.asyncDispose]: async () => {
          disposed = true;
        },
      };
    }),
    chooses(
      "asks the longer prefix's handler ever after",
      (one, other) => one.length > other.length,
      (prefix, name) => prefix.isPrefixOf(name),
    ),
    serves("withdraws the shorter prefix as well", (good) => {
      const all: Registration[] = [];
      return async (prefix, handler, options) => {
        all.push(await good.serve(prefix, handler, options));
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
          },
        };
      };
    }),
  ],

  "transport/serve/again": [
    serves("serves a prefix once and never again", servesOnce),
    serves("lets the old registration end the new one", (good) => {
      const current = new Map<string, Registration>();
      return async (prefix, handler, options) => {
        current.set(prefix.valueHex, await good.serve(prefix, handler, options));
        return {
          prefix,
          [Symbol.asyncDispose]: async () => current.get(prefix.valueHex)![Symbol.asyncDispose](),
        };
      };
    }),
    serves("asks the first handler ever after", (good) => {
      const first = new Map<string, InterestHandler>();
      return (prefix, handler, options) => {
        first.set(prefix.valueHex, first.get(prefix.valueHex) ?? handler);
        return good.serve(prefix, first.get(prefix.valueHex)!, options);
      };
    }),
  ],

  "transport/serve/again-at-once": [
    serves("unregisters later what is served again", (good, { clock }) => {
      const current = new Map<string, Registration>();
      return async (prefix, handler, options) => {
        const key = prefix.valueHex;
        await current.get(key)?.[Symbol.asyncDispose]();
        current.set(key, await good.serve(prefix, handler, options));
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            clock.schedule(5, () => void current.get(key)![Symbol.asyncDispose]());
          },
        };
      };
    }),
    serves("refuses it and keeps the old registration", (good) => {
      const known = new Set<string>();
      return async (prefix, handler, options) => {
        if (known.has(prefix.valueHex)) {
          throw taken(prefix);
        }
        known.add(prefix.valueHex);
        await good.serve(prefix, handler, options);
        return { prefix, [Symbol.asyncDispose]: async () => undefined };
      };
    }),
    serves("refuses it as closed", (good) => {
      const known = new Set<string>();
      return async (prefix, handler, options) => {
        if (known.has(prefix.valueHex)) {
          throw new SvsError("closed", "The registration was closed.");
        }
        known.add(prefix.valueHex);
        return good.serve(prefix, handler, options);
      };
    }),
    serves("asks the first handler ever after", (good) => {
      const first = new Map<string, InterestHandler>();
      return (prefix, handler, options) => {
        first.set(prefix.valueHex, first.get(prefix.valueHex) ?? handler);
        return good.serve(prefix, first.get(prefix.valueHex)!, options);
      };
    }),
  ],

  "transport/serve/aborted-before": [
    serves("does not look at the signal", (good) => (prefix, handler) => good.serve(prefix, handler)),
    serves("registers, and rejects", (good) => async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler);
      if (options?.signal?.aborted) {
        throw new SvsError("aborted", "The operation was aborted.");
      }
      return registration;
    }),
    serves("asks the handler, without an answer, after it was aborted", (good) => {
      return async (prefix, handler, options) => {
        const asked = async (interest: Interest): Promise<Answer> => quietIf(true, await handler(interest));
        await good.serve(prefix, options?.signal?.aborted ? asked : handler);
        if (options?.signal?.aborted) {
          throw new SvsError("aborted", "The operation was aborted.");
        }
        return { prefix, [Symbol.asyncDispose]: async () => undefined };
      };
    }),
    serves("takes the prefix for served", servesOnce),
    rejects("rejects with the signal's reason", () => new DOMException("aborted", "AbortError")),
  ],

  "transport/serve/aborted": [
    serves("does not listen to the signal", (good) => (prefix, handler) => good.serve(prefix, handler)),
    serves("asks the handler, without an answer, after it was aborted", (good) => {
      return (prefix, handler, options) => {
        const asked = async (interest: Interest): Promise<Answer> => quietIf(true, await handler(interest));
        const promise = good.serve(prefix, asked);
        return new Promise((resolve, reject) => {
          promise.then(resolve, reject);
          options?.signal?.addEventListener("abort", () =>
            reject(new SvsError("aborted", "It was aborted.")),
          );
        });
      };
    }),
    serves("registers all the same", (good) => (prefix, handler, options) => {
      const promise = good.serve(prefix, handler);
      return new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        options?.signal?.addEventListener("abort", () => reject(new SvsError("aborted", "It was aborted.")));
      });
    }),
    rejects("rejects with the signal's reason", () => new DOMException("aborted", "AbortError")),
  ],

  "transport/serve/aborted-at-once": [
    serves("does not listen to the signal", (good) => (prefix, handler) => good.serve(prefix, handler)),
    serves("registers, and rejects", (good) => async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler);
      if (options?.signal?.aborted) {
        throw new SvsError("aborted", "The operation was aborted.");
      }
      return registration;
    }),
    serves("asks the handler, without an answer, after it was aborted", (good) => (prefix, handler) => {
      return good.serve(prefix, async (interest) => quietIf(true, await handler(interest)));
    }),
    serves("rejects with the signal's reason", (good, { clock }) => async (prefix, handler, options) => {
      await new Promise<void>((resolve) => clock.schedule(2, resolve));
      options?.signal?.throwIfAborted();
      return good.serve(prefix, handler, options);
    }),
    serves("stays pending", (good) => async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler, options);
      return options?.signal?.aborted ? new Promise(() => undefined) : registration;
    }),
  ],

  "transport/serve/abort-unregisters": [
    serves("does not listen to the signal once registered", (good) => (prefix, handler) => {
      return good.serve(prefix, handler);
    }),
    serves("asks the handler, without an answer, after it was aborted", (good) => {
      return async (prefix, handler, options) => {
        return good.serve(prefix, async (interest) => {
          return quietIf(options?.signal?.aborted ?? false, await handler(interest));
        });
      };
    }),
    serves("takes the prefix for served", servesOnce),
    serves("lets the signal end the next registration as well", (good) => {
      let ended = false;
      return async (prefix, handler, options) => {
        options?.signal?.addEventListener("abort", () => {
          ended = true;
        });
        return good.serve(prefix, (interest) => (ended ? undefined : handler(interest)), options);
      };
    }),
  ],

  "transport/serve/refused": [
    serves("does not tell", (good) => async (prefix, handler, options) => {
      try {
        return await good.serve(prefix, handler, options);
      } catch {
        return { prefix, [Symbol.asyncDispose]: async () => undefined };
      }
    }),
    rejects("rejects with another code", () => new SvsError("timeout", "The forwarder refused.")),
    saboteur("rejects without an event", () => (good) => ({
      addEventListener: (type, listener, options) => {
        if (type !== "registration-failed") {
          good.addEventListener(type, listener, options);
        }
      },
    })),
    ...(
      [
        ["names another prefix in the event", { prefix: new Name("/another") }],
        ["names another command in the event", { command: "multicast" }],
        ["gives the status code of a success", { statusCode: 200 }],
        ["gives no reason", { reason: "" }],
      ] satisfies [string, Partial<RegistrationFailure>][]
    ).map(([does, wrong]) =>
      saboteur(does, () => (good) => ({
        addEventListener: (type, listener, options) => {
          good.addEventListener(
            type,
            (event) => {
              if (event.type === "registration-failed") {
                Object.assign(event.detail as RegistrationFailure, wrong);
              }
              void (typeof listener === "function" ? listener(event) : listener?.handleEvent(event));
            },
            options,
          );
        },
      })),
    ),
    serves("takes the refused prefix for served", servesOnce),
    serves("goes down", (good, domain) => async (prefix, handler, options) => {
      try {
        return await good.serve(prefix, handler, options);
      } catch (error) {
        void domain.cut(good);
        throw error;
      }
    }),
  ],

  "transport/serve/closed": [
    rejects("says not-connected", () => new SvsError("not-connected", "The transport is not connected.")),
    serves("throws at once", (good) => (prefix, handler, options) => {
      if (good.status === "closed") {
        throw new SvsError("closed", "The transport was closed.");
      }
      return good.serve(prefix, handler, options);
    }),
    serves("waits for a connection that never comes", (good) => (prefix, handler, options) => {
      return good.status === "closed" ? new Promise(() => undefined) : good.serve(prefix, handler, options);
    }),
  ],
} satisfies Record<keyof typeof registrationRules, readonly Saboteur[]>;
