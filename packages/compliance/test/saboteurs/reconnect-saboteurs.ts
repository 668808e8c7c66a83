import { type Registration, SvsError } from "@svs/core";
import type { reconnectRules } from "../../src/transport/reconnect-rules.js";
import type { Saboteur } from "./saboteur.js";
import { disposes, handles, quietIf, registersLate, serves } from "./serve-saboteur.js";

export const reconnectSaboteurs = {
  "transport/serve/reconnect": [
    serves(
      "forgets its prefixes",
      registersLate(async () => undefined, 0),
    ),
    serves("keeps the last of its prefixes only", (good) => {
      let last: Registration | undefined;
      return async (prefix, handler, options) => {
        const previous = last;
        good.addEventListener("status", () => void previous?.[Symbol.asyncDispose]());
        last = await good.serve(prefix, handler, options);
        return last;
      };
    }),
    handles("asks the handler once for each connection it has had", (handler, _, good) => {
      let connections = 1;
      good.addEventListener("status", ({ detail }) => {
        connections += detail === "up" ? 1 : 0;
      });
      return (interest) => {
        for (let i = 1; i < connections; i += 1) {
          void handler(interest);
        }
        return handler(interest);
      };
    }),
  ],

  "transport/serve/reconnect-multicast": [
    serves(
      "does not ask for multicast again",
      registersLate(({ prefix, handler }, good) => good.serve(prefix, handler), 0),
    ),
  ],

  "transport/serve/while-down": [
    serves("rejects while down", (good) => async (prefix, handler, options) => {
      if (good.status !== "up") {
        throw new SvsError("not-connected", "The transport is not connected.");
      }
      return good.serve(prefix, handler, options);
    }),
    serves("resolves while down", (good) => async (prefix, handler, options) => {
      const registration = good.serve(prefix, handler, options);
      registration.catch(() => undefined);
      return good.status === "up"
        ? registration
        : { prefix, [Symbol.asyncDispose]: async () => (await registration)[Symbol.asyncDispose]() };
    }),
    serves("never resolves once it was down", (good) => async (prefix, handler, options) => {
      return good.status === "up" ? good.serve(prefix, handler, options) : new Promise(() => undefined);
    }),
    serves("rejects at the next connection", (good) => (prefix, handler, options) => {
      if (good.status === "up") {
        return good.serve(prefix, handler, options);
      }
      return new Promise((_, reject) => {
        good.addEventListener("status", ({ detail }) => {
          if (detail === "up") {
            reject(new SvsError("registration-failed", "The connection was lost."));
          }
        });
      });
    }),
  ],

  "transport/serve/cut-while-registering": [
    serves("rejects when the connection is lost", (good, { clock }) => (prefix, handler, options) => {
      return new Promise((resolve, reject) => {
        good.addEventListener("status", () =>
          reject(new SvsError("not-connected", "The connection was lost.")),
        );
        clock.schedule(5, () => good.serve(prefix, handler, options).then(resolve, reject));
      });
    }),
    serves(
      "never resolves when the connection is lost",
      (good, { clock }) =>
        async (prefix, handler, options) => {
          let lost = false;
          good.addEventListener("status", () => {
            lost = true;
          });
          await new Promise<void>((resolve) => clock.schedule(5, resolve));
          return lost ? new Promise(() => undefined) : good.serve(prefix, handler, options);
        },
    ),
    serves("resolves without being registered", (good, { clock }) => async (prefix, handler, options) => {
      let lost = false;
      good.addEventListener("status", () => {
        lost = true;
      });
      await new Promise<void>((resolve) => clock.schedule(5, resolve));
      return lost
        ? { prefix, [Symbol.asyncDispose]: async () => undefined }
        : good.serve(prefix, handler, options);
    }),
  ],

  "transport/serve/dispose-while-down": [
    disposes("registers again what was disposed of", async (registration, good) => {
      if (good.status === "up") {
        await registration[Symbol.asyncDispose]();
      }
    }),
    serves("asks the handler, without an answer, after it was disposed of", (good) => {
      return async (prefix, handler, options) => {
        let disposed = false;
        await good.serve(prefix, async (interest) => quietIf(disposed, await handler(interest)), options);
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            disposed = true;
          },
        };
      };
    }),
    disposes("never has done while down", (registration, good) => {
      return good.status === "up"
        ? (registration[Symbol.asyncDispose]() as Promise<void>)
        : new Promise(() => undefined);
    }),
    disposes("rejects while down", async (registration, good) => {
      if (good.status !== "up") {
        throw new SvsError("not-connected", "The transport is not connected.");
      }
      await registration[Symbol.asyncDispose]();
    }),
  ],
} satisfies Record<keyof typeof reconnectRules, readonly Saboteur[]>;
