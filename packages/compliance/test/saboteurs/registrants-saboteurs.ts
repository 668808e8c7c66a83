import type { Data, Interest, Name } from "@ndn/packet";
import { type InterestHandler, SvsError, type Transport } from "@svs/core";
import type { registrantsRules } from "../../src/transport/registrants-rules.js";
import { type Saboteur, saboteur } from "./saboteur.js";
import { handles, serves } from "./serve-saboteur.js";

export const registrantsSaboteurs = {
  "transport/serve/multicast": [
    serves("does not ask for multicast", (good) => (prefix, handler) => good.serve(prefix, handler)),
    saboteur("hears itself", () => (good) => {
      const own: { prefix: Name; handler: InterestHandler }[] = [];
      return {
        serve: (prefix, handler, options) => {
          own.push({ prefix, handler });
          return good.serve(prefix, handler, options);
        },
        send: (interest) => {
          for (const { handler } of own.filter(({ prefix }) => prefix.isPrefixOf(interest.name))) {
            void handler(interest);
          }
          return good.send(interest);
        },
      };
    }),
    handles("hears others twice", (handler) => (interest) => {
      void handler(interest);
      return handler(interest);
    }),
    handles("hears one of the others only", (handler) => {
      let heard: string | undefined;
      return (interest) => {
        const [sender] = [interest.name.at(2).text];
        heard ??= sender;
        return sender === heard ? handler(interest) : undefined;
      };
    }),
  ],

  "transport/serve/multicast-nested": [
    saboteur("keeps an Interest to the longest prefix", () => {
      const all: { prefix: Name; owner: Transport }[] = [];
      return (good) => ({
        serve: (prefix, handler, options) => {
          all.push({ prefix, owner: good });
          const captured = ({ name }: Interest): boolean =>
            all.some(
              (one) => one.owner !== good && one.prefix.length > prefix.length && one.prefix.isPrefixOf(name),
            );
          return good.serve(
            prefix,
            (interest) => (captured(interest) ? undefined : handler(interest)),
            options,
          );
        },
      });
    }),
    saboteur("asks each of its handlers that match", () => (good) => {
      const all: { prefix: Name; handler: InterestHandler }[] = [];
      return {
        serve: (prefix, handler, options) => {
          all.push({ prefix, handler });
          const every: InterestHandler = (interest) => {
            for (const one of all.filter((other) => other.prefix.isPrefixOf(interest.name))) {
              void one.handler(interest);
            }
            return undefined;
          };
          return good.serve(prefix, every, options);
        },
      };
    }),
  ],

  "transport/serve/not-own": [
    saboteur("hears what it sends", () => (good) => {
      let own: InterestHandler;
      return {
        serve: (prefix, handler, options) => {
          own = handler;
          return good.serve(prefix, handler, options);
        },
        send: (interest) => {
          void own(interest);
          return good.send(interest);
        },
      };
    }),
    saboteur("answers what it expresses", () => (good) => {
      let own: InterestHandler | undefined;
      return {
        serve: (prefix, handler, options) => {
          own = handler;
          return good.serve(prefix, handler, options);
        },
        express: async (interest, options) =>
          ((await own?.(interest)) as Data | undefined) ?? good.express(interest, options),
      };
    }),
  ],

  "transport/serve/two-registrants": [
    saboteur("refuses what another attachment serves", () => {
      const known = new Set<string>();
      return (good) => ({
        serve: async (prefix, handler, options) => {
          if (known.has(prefix.valueHex)) {
            throw new SvsError("registration-failed", "It is served by another.");
          }
          known.add(prefix.valueHex);
          return good.serve(prefix, handler, options);
        },
      });
    }),
    saboteur("leaves an Interest to the other registrant", () => {
      const known = new Map<string, number>();
      return (good) => ({
        serve: (prefix, handler, options) => {
          const key = prefix.valueHex;
          known.set(key, (known.get(key) ?? 0) + 1);
          return good.serve(
            prefix,
            (interest) => (known.get(key)! > 1 ? undefined : handler(interest)),
            options,
          );
        },
      });
    }),
  ],

  "transport/serve/two-askers": [
    handles("answers a name once", (handler) => {
      const known = new Set<string>();
      return (interest) => {
        const key = interest.name.valueHex;
        const again = known.has(key);
        known.add(key);
        return again ? undefined : handler(interest);
      };
    }),
    saboteur("gives the Data to the first attachment only", () => {
      const known = new Set<string>();
      return (good) => ({
        express: async (interest, options) => {
          const again = known.has(interest.name.valueHex);
          known.add(interest.name.valueHex);
          const data = await good.express(interest, options);
          if (again) {
            throw new SvsError("timeout", "No Data came.");
          }
          return data;
        },
      });
    }),
  ],
} satisfies Record<keyof typeof registrantsRules, readonly Saboteur[]>;
