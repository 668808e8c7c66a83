import { Name } from "@ndn/packet";
import { type PublicationStore, SvsError } from "@svs/core";
import type { closeRules } from "../../../src/publication-store/close-rules.js";
import { collect, type PublicationsSaboteur, publications } from "./publications-saboteur.js";

/** A saboteur that has something else to say when it is closed. */
function afterwards(
  does: string,
  spoilt: (good: PublicationStore) => Partial<PublicationStore>,
): PublicationsSaboteur {
  return publications(does, () => spoilt);
}

const never = (): Promise<never> => new Promise(() => undefined);

export const closeSaboteurs = {
  "publication-store/close/closed": [
    afterwards("closes nothing", () => ({ close: async () => undefined })),
    afterwards("puts into nothing", (good) => ({
      put: (packet) => good.put(packet).catch(() => undefined),
    })),
    afterwards("has nothing to give", (good) => ({
      get: (name, options) => good.get(name, options).catch(() => undefined),
    })),
    afterwards("has nothing to give by prefix", (good) => ({
      get: (name, options) =>
        good.get(name, options).catch((error: unknown) => {
          if (!options?.canBePrefix) {
            throw error;
          }
          return undefined;
        }),
    })),
    afterwards("says that it has nothing", (good) => ({ has: (name) => good.has(name).catch(() => false) })),
    afterwards("deletes nothing", (good) => ({ delete: (name) => good.delete(name).catch(() => false) })),
    afterwards("has empty ranges", (good) => ({
      range: async function* (range) {
        yield* await collect(good, range).catch(() => []);
      },
    })),
    afterwards("calls it a failure of the medium", (good) => ({
      get: (name, options) =>
        good.get(name, options).catch(() => Promise.reject(new SvsError("store-failed", "It is closed."))),
    })),
    afterwards("throws at once", (good) => {
      let closed = false;
      return {
        close: async () => {
          closed = true;
          await good.close();
        },
        has: (name) => {
          if (closed) {
            throw new SvsError("closed", "The store is closed.");
          }
          return good.has(name);
        },
      };
    }),
  ],

  "publication-store/close/idempotent": [
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
    afterwards("rejects a close() while it closes", (good) => {
      let closing = false;
      return {
        close: async () => {
          if (closing) {
            throw new SvsError("closed", "The store is being closed.");
          }
          closing = true;
          await good.close();
          closing = false;
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
        await good.has(new Name("/x"));
        await good.close();
      },
    })),
  ],

  "publication-store/close/dispose": [
    afterwards("does nothing when it is disposed of", () => ({
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })),
    afterwards("cannot be disposed of", () => ({ [Symbol.asyncDispose]: never })),
  ],

  "publication-store/close/under-way": [
    afterwards("leaves puts waiting", (good) => ({
      put: (packet) => good.put(packet).catch(never),
    })),
    afterwards("leaves a range waiting", (good) => ({
      range: async function* (range) {
        yield* await collect(good, range).catch(never);
      },
    })),
    afterwards("lets puts fail", (good) => ({
      put: (packet) =>
        good.put(packet).catch(() => Promise.reject(new SvsError("store-failed", "There is no database."))),
    })),
    afterwards("lets a get fail with an error of its own", (good) => ({
      get: (name, options) =>
        good.get(name, options).catch(() => Promise.reject(new TypeError("database is undefined"))),
    })),
    afterwards("does not close while it is used", (good) => {
      let used = 0;
      return {
        put: async (packet) => {
          used += 1;
          await good.put(packet);
        },
        close: () => (used > 1 ? never() : good.close()),
      };
    }),
  ],
} satisfies Record<keyof typeof closeRules, readonly PublicationsSaboteur[]>;
