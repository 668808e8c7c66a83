import { SvsError, type Transport } from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import type { closeRules } from "../../src/transport/close-rules.js";
import { retell, type Saboteur, saboteur } from "./saboteur.js";

/** A saboteur that closes in another way, and is disposed of likewise. */
function closes(
  does: string,
  close: (good: Transport, domain: TransportDomain) => () => Promise<void>,
): Saboteur {
  return saboteur(does, (domain) => (good) => {
    const other = close(good, domain);
    return { close: other, [Symbol.asyncDispose]: other };
  });
}

/** A saboteur whose Interests end in another way. */
function ends(does: string, error: (cause: SvsError) => Promise<never>): Saboteur {
  return saboteur(does, () => (good) => ({
    express: (interest, options) => good.express(interest, options).catch(error),
  }));
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export const closeSaboteurs = {
  "transport/close/status": [
    saboteur(
      "does not tell that it is closed",
      () => (good) =>
        retell(good, (detail, emit) => {
          if (detail !== "closed") {
            emit(detail);
          }
        }),
    ),
    saboteur(
      "goes down first",
      () => (good) =>
        retell(good, (detail, emit) => {
          emit("down");
          emit(detail);
        }),
    ),
    saboteur("is down after close()", () => (good) => ({
      get status() {
        return good.status === "closed" ? "down" : good.status;
      },
    })),
    closes("never has done", (good) => async () => {
      await good.close();
      await never();
    }),
  ],

  "transport/close/last-event": [
    saboteur("goes down later", ({ clock }) => (good) => ({
      addEventListener: (type, listener) => {
        clock.schedule(10, () => {
          const event = new CustomEvent("status", { detail: "down" }) as never;
          void (typeof listener === "function" ? listener(event) : listener?.handleEvent(event));
        });
        good.addEventListener(type, listener);
      },
    })),
    saboteur("is connecting later", ({ clock }) => (good) => {
      let since = Number.POSITIVE_INFINITY;
      good.addEventListener("status", ({ detail }) => {
        since = detail === "closed" ? clock.monotonic() : since;
      });
      return {
        get status() {
          return clock.monotonic() > since + 10 ? "connecting" : good.status;
        },
      };
    }),
  ],

  "transport/close/idempotent": [
    closes("refuses to be closed again", (good) => async () => {
      if (good.status === "closed") {
        throw new SvsError("closed", "The transport was closed.");
      }
      await good.close();
    }),
    closes("never has done when it is closed again", (good) => async () => {
      await (good.status === "closed" ? never<void>() : good.close());
    }),
    saboteur("tells every time", () => (good) => {
      const told: (() => void)[] = [];
      return {
        ...retell(good, (detail, emit) => {
          told.push(() => emit(detail));
          emit(detail);
        }),
        close: async () => {
          const before = good.status;
          await good.close();
          if (before === "closed") {
            told.at(-1)!();
          }
        },
      };
    }),
    saboteur("refuses to be disposed of when it is closed", () => (good) => ({
      [Symbol.asyncDispose]: async () => {
        throw new SvsError("closed", `The transport is ${good.status}.`);
      },
    })),
  ],

  "transport/close/dispose": [
    saboteur("does nothing when it is disposed of", () => () => ({
      [Symbol.asyncDispose]: async () => undefined,
    })),
  ],

  "transport/close/pending-express": [
    ends("leaves Interests pending", () => never()),
    ends("says aborted", async (cause) => {
      throw new SvsError("aborted", "The transport was closed.", { cause });
    }),
    saboteur("ends one Interest of a name", () => (good) => {
      const names = new Set<string>();
      return {
        express: (interest, options) => {
          const again = names.has(interest.name.valueHex);
          names.add(interest.name.valueHex);
          return good.express(interest, options).catch((error: unknown) => {
            if (again) {
              return never();
            }
            throw error;
          });
        },
      };
    }),
  ],

  "transport/close/pending-serve": [
    saboteur("leaves a registration pending", () => (good) => ({
      serve: (prefix, handler, options) => good.serve(prefix, handler, options).catch(() => never()),
    })),
    saboteur("says not-connected", () => (good) => ({
      serve: (prefix, handler, options) =>
        good.serve(prefix, handler, options).catch((cause: unknown) => {
          throw new SvsError("not-connected", "The transport was closed.", { cause });
        }),
    })),
    saboteur("resolves", () => (good) => ({
      serve: (prefix, handler, options) =>
        good
          .serve(prefix, handler, options)
          .catch(() => ({ prefix, [Symbol.asyncDispose]: async () => undefined })),
    })),
  ],

  "transport/close/unregisters": [
    saboteur("keeps its prefixes", () => (good) => {
      let closed = false;
      return {
        close: async () => {
          closed = true;
        },
        get status() {
          return closed ? "closed" : good.status;
        },
      };
    }),
    saboteur("asks a handler after it is closed", () => (good) => {
      const served: (() => unknown)[] = [];
      return {
        serve: (prefix, handler, options) => {
          let last: Parameters<typeof handler>[0];
          served.push(() => handler(last));
          return good.serve(
            prefix,
            (interest) => {
              last = interest;
              return handler(interest);
            },
            options,
          );
        },
        close: async () => {
          await good.close();
          for (const ask of served) {
            ask();
          }
        },
      };
    }),
  ],

  "transport/close/registration": [
    saboteur("refuses to dispose of a registration after close()", () => (good) => ({
      serve: async (prefix, handler, options) => {
        const registration = await good.serve(prefix, handler, options);
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            if (good.status === "closed") {
              throw new SvsError("closed", "The transport was closed.");
            }
            await registration[Symbol.asyncDispose]();
          },
        };
      },
    })),
    saboteur("waits for an answer to its withdrawal", () => (good) => ({
      serve: async (prefix, handler, options) => {
        const registration = await good.serve(prefix, handler, options);
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            await (good.status === "closed" ? never<void>() : registration[Symbol.asyncDispose]());
          },
        };
      },
    })),
  ],

  "transport/close/while-down": [
    closes("connects again after close()", (good) => async () => {
      if (good.status === "up") {
        await good.close();
      }
    }),
    closes("waits for a connection to close", (good) => async () => {
      await (good.status === "up" ? good.close() : never<void>());
    }),
    saboteur("tells of a connection after close()", ({ clock }) => (good) => ({
      addEventListener: (type, listener) => {
        clock.schedule(10, () => {
          const event = new CustomEvent("status", { detail: "up" }) as never;
          void (typeof listener === "function" ? listener(event) : listener?.handleEvent(event));
        });
        good.addEventListener(type, listener);
      },
    })),
  ],

  "transport/close/prompt": [
    saboteur("waits for its handlers", () => (good) => {
      const asked: unknown[] = [];
      return {
        serve: (prefix, handler, options) =>
          good.serve(
            prefix,
            (interest) => {
              const answer = handler(interest);
              asked.push(answer);
              return answer;
            },
            options,
          ),
        close: async () => {
          await Promise.allSettled(asked);
          await good.close();
        },
      };
    }),
    saboteur("waits for its Interests", () => (good) => {
      const pending: Promise<unknown>[] = [];
      return {
        express: (interest, options) => {
          const answer = good.express(interest, options);
          pending.push(answer);
          return answer;
        },
        close: async () => {
          await Promise.allSettled(pending);
          await good.close();
        },
      };
    }),
    saboteur("waits out the lifetime of what it sent", ({ clock }) => (good) => {
      let until = 0;
      return {
        send: (interest) => {
          until = clock.monotonic() + interest.lifetime;
          return good.send(interest);
        },
        close: async () => {
          if (until > 0) {
            await new Promise<void>((resolve) => clock.schedule(until - clock.monotonic(), resolve));
          }
          await good.close();
        },
      };
    }),
  ],

  "transport/close/from-within": [
    saboteur("waits for its handlers", () => (good) => {
      const asked: unknown[] = [];
      return {
        serve: (prefix, handler, options) =>
          good.serve(
            prefix,
            (interest) => {
              const answer = Promise.resolve().then(() => handler(interest));
              asked.push(answer);
              return answer;
            },
            options,
          ),
        close: async () => {
          await Promise.allSettled(asked);
          await good.close();
        },
      };
    }),
    closes("does nothing when it is called by a handler", () => async () => undefined),
  ],

  "transport/close/others": [
    saboteur("closes every attachment", () => {
      const all: Transport[] = [];
      return (good) => {
        all.push(good);
        return {
          close: async () => {
            await Promise.all(all.map((one) => one.close()));
          },
        };
      };
    }),
    saboteur("withdraws the prefixes of all", () => {
      const all: AsyncDisposable[] = [];
      return (good) => ({
        serve: async (prefix, handler, options) => {
          const registration = await good.serve(prefix, handler, options);
          all.push(registration);
          return registration;
        },
        close: async () => {
          await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
          await good.close();
        },
      });
    }),
  ],
} satisfies Record<keyof typeof closeRules, readonly Saboteur[]>;
