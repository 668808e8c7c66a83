import { Data, Interest } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { SvsError } from "@svs/core";
import type { expressRules } from "../../src/transport/express-rules.js";
import { aborted, asks, expresses, hoards, never, rejects, takes, tooLarge } from "./express-saboteur.js";
import type { Saboteur } from "./saboteur.js";

export const expressSaboteurs = {
  "transport/express/data": [
    expresses("never resolves", () => () => never()),
    expresses("loses the content", (good) => async (interest, options) => {
      return new Data((await good.express(interest, options)).name);
    }),
    expresses("gives the Data another name", (good) => async (interest, options) => {
      return new Data("/another", (await good.express(interest, options)).content);
    }),
    expresses("returns no promise", () => () => "data" as unknown as Promise<Data>),
  ],

  "transport/express/octet-for-octet": [
    expresses("encodes the Data anew", (good) => async (interest, options) => {
      const { name, content } = await good.express(interest, options);
      return new Data(name, content);
    }),
  ],

  "transport/express/parameters": [
    asks("drops the parameters", () => ({ appParameters: undefined as unknown as Uint8Array })),
    asks("changes the parameters", () => ({ appParameters: Uint8Array.of(0xf0, 1, 0xfe) })),
    asks("drops the parameters digest from the name", ({ name }) => {
      const bare = { name: name.getPrefix(-1), canBePrefix: true };
      return { ...bare, appParameters: undefined as unknown as Uint8Array };
    }),
  ],

  "transport/express/can-be-prefix": [
    asks("forgets CanBePrefix", () => ({ canBePrefix: false })),
    expresses("gives Data the name that was asked for", (good) => async (interest, options) => {
      return new Data(interest.name, (await good.express(interest, options)).content);
    }),
  ],

  "transport/express/other-name": [
    asks("takes any longer name", () => ({ canBePrefix: true })),
    takes("other"),
    takes("shorter"),
  ],

  "transport/express/timeout": [
    asks("times out early", ({ lifetime }) => ({ lifetime: lifetime / 2 })),
    asks("never times out", ({ lifetime }) => ({ lifetime: 1000 * lifetime })),
    asks("times out much later", ({ lifetime }) => ({ lifetime: 10 * lifetime })),
    rejects("rejects with an error of its own", () => new Error("timeout")),
    rejects("rejects with another code", () => new SvsError("not-connected", "No answer.")),
    expresses("resolves with nothing", (good) => (interest, options) => {
      return good.express(interest, options).catch(() => undefined as unknown as Data);
    }),
  ],

  "transport/express/no-retransmission": [
    expresses("sends again within the lifetime", (good, { clock }) => (interest, options) => {
      clock.schedule(interest.lifetime / 2, () => good.send(interest));
      return good.express(interest, options);
    }),
    expresses("sends again at the end of the lifetime", (good) => async (interest, options) => {
      try {
        return await good.express(interest, options);
      } catch (error) {
        good.send(interest);
        throw error;
      }
    }),
  ],

  "transport/express/fresh-nonce": [
    expresses("sends the octets of the first time again", (good) => {
      const nonces = new WeakMap<Interest, number>();
      return (interest, options) => {
        const nonce = nonces.get(interest) ?? Interest.generateNonce();
        nonces.set(interest, nonce);
        return good.express(Object.assign(new Interest(interest), { nonce }), options);
      };
    }),
    expresses("writes its Nonce on the caller's Interest", (good) => {
      let nonce = 1;
      return (interest, options) => {
        nonce += 1;
        return good.express(Object.assign(interest, { nonce }), options);
      };
    }),
    expresses("answers again by itself", (good) => {
      const known = new Map<string, Promise<Data>>();
      return (interest, options) => {
        const key = interest.name.valueHex;
        const answer = known.get(key) ?? good.express(interest, options);
        known.set(key, answer);
        return answer;
      };
    }),
  ],

  "transport/express/late-data": [
    hoards("hands late Data to the next Interest of that name"),
    asks("waits for late Data", () => ({ lifetime: 10_000 })),
  ],

  "transport/express/nack": [
    expresses("waits out the lifetime", (good) => (interest, options) => {
      return good.express(interest, options).catch(() => never());
    }),
    rejects("says timeout", () => new SvsError("timeout", "No Data came.")),
  ],

  "transport/express/aborted-before": [
    expresses("does not look at the signal", (good) => (interest) => good.express(interest)),
    expresses("sends before it looks at the signal", (good) => (interest, options) => {
      good.send(interest);
      return good.express(interest, options);
    }),
    expresses("throws at once", (good) => (interest, options) => {
      options?.signal?.throwIfAborted();
      return good.express(interest, options);
    }),
    rejects("rejects with the signal's reason", () => new DOMException("aborted", "AbortError")),
  ],

  "transport/express/aborted": [
    expresses("does not listen to the signal", (good) => (interest) => good.express(interest)),
    expresses("waits out the lifetime before it says aborted", (good) => (interest, options) => {
      return good.express(interest).catch((error: unknown) => {
        throw options?.signal?.aborted ? aborted() : error;
      });
    }),
    rejects("rejects with the signal's reason", () => new DOMException("aborted", "AbortError")),
    hoards("hands the Data to the next Interest of that name"),
  ],

  "transport/express/not-connected": [
    expresses("waits for a connection", (good) => (interest, options) => {
      if (good.status === "up") {
        return good.express(interest, options);
      }
      return new Promise((resolve, reject) => {
        good.addEventListener("status", ({ detail }) => {
          if (detail === "up") {
            good.express(interest, options).then(resolve, reject);
          }
        });
      });
    }),
    expresses("sends at the next connection what it rejected", (good) => (interest, options) => {
      if (good.status !== "up") {
        good.addEventListener("status", ({ detail }) => {
          if (detail === "up") {
            good.send(interest);
          }
        });
      }
      return good.express(interest, options);
    }),
    rejects("says timeout", () => new SvsError("timeout", "No Data came.")),
    expresses("throws at once", (good) => (interest, options) => {
      if (good.status !== "up") {
        throw new SvsError("not-connected", "The transport is not connected.");
      }
      return good.express(interest, options);
    }),
  ],

  "transport/express/cut-while-pending": [
    expresses("forgets what was pending", (good) => (interest, options) => {
      let lost = false;
      good.addEventListener("status", () => {
        lost = true;
      });
      return good.express(interest, options).catch((error: unknown) => {
        if (lost) {
          return never<Data>();
        }
        throw error;
      });
    }),
    rejects("says closed", () => new SvsError("closed", "The connection was closed.")),
  ],

  "transport/express/too-large": [
    rejects("refuses it as a wrong argument", () => new SvsError("invalid-argument", "Too large.")),
    expresses("throws at once", (good) => (interest, options) => {
      if (tooLarge(interest, good)) {
        throw new SvsError("packet-too-large", "The packet is too large.");
      }
      return good.express(interest, options);
    }),
    expresses("sends a part before it refuses", (good) => (interest, options) => {
      if (tooLarge(interest, good)) {
        good.send(Object.assign(new Interest(interest), { appParameters: new Uint8Array(100) }));
      }
      return good.express(interest, options);
    }),
    expresses("goes down", (good, domain) => (interest, options) => {
      if (tooLarge(interest, good)) {
        domain.clock.schedule(10, () => void domain.cut(good));
      }
      return good.express(interest, options);
    }),
  ],

  "transport/express/largest": [
    expresses("refuses the largest packet", (good) => (interest, options) => {
      return Encoder.encode(interest).length >= good.packetSizeMax
        ? Promise.reject(new SvsError("packet-too-large", "The packet is too large."))
        : good.express(interest, options);
    }),
    expresses("loses the largest packet", (good) => (interest, options) => {
      return Encoder.encode(interest).length >= good.packetSizeMax
        ? never()
        : good.express(interest, options);
    }),
  ],

  "transport/express/closed": [
    rejects("says not-connected", () => new SvsError("not-connected", "The transport is not connected.")),
    expresses("throws at once", (good) => (interest, options) => {
      if (good.status === "closed") {
        throw new SvsError("closed", "The transport was closed.");
      }
      return good.express(interest, options);
    }),
    expresses("stays pending after close()", (good) => (interest, options) => {
      return good.status === "closed" ? never() : good.express(interest, options);
    }),
  ],
} satisfies Record<keyof typeof expressRules, readonly Saboteur[]>;
