import { Interest, type Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import type { InterestHandler } from "@svs/core";
import type { hearRules } from "../../src/transport/hear-rules.js";
import { type Hear, type HearingPrefix, hears, matching, shows } from "./hear-saboteur.js";
import { type Saboteur, saboteur } from "./saboteur.js";
import { quietIf, serves } from "./serve-saboteur.js";

export const hearSaboteurs = {
  "transport/octets/heard-first": [
    hears("shows nothing", () => () => false),
    hears("asks the handler although the octets are taken", (hear) => (packet) => {
      hear(packet);
      return false;
    }),
    serves("asks the handler, without an answer, although the octets are taken", (good) => {
      return (prefix, handler, { hear } = {}) => {
        const asked: InterestHandler = async (interest) => quietIf(true, await handler(interest));
        const ask: Hear = (packet) => {
          hear?.(packet);
          return false;
        };
        return good.serve(prefix, asked, { hear: ask });
      };
    }),
    hears("shows an Interest twice", (hear) => (packet) => [hear(packet), hear(packet)].every(Boolean)),
    hears("shows only names longer than the prefix", (hear, prefix) => (packet) => {
      return !Decoder.decode(packet, Interest).name.equals(prefix) && hear(packet);
    }),
    hears("shows other octets", (hear) => (packet) => {
      return hear(Encoder.encode(new Interest(Decoder.decode(packet, Interest), Interest.Nonce(1))));
    }),
    serves("shows only what is for that prefix's own handler", (good) => {
      const all: Name[] = [];
      return (prefix, handler, options) => {
        all.push(prefix);
        const hear: Hear = (packet) => {
          const { name } = Decoder.decode(packet, Interest);
          const longer = all.some((other) => other.length > prefix.length && other.isPrefixOf(name));
          return !longer && (options?.hear?.(packet) ?? false);
        };
        return good.serve(prefix, handler, { ...options, hear });
      };
    }),
    ...(["send", "express"] as const).map((call) =>
      saboteur(`does not show what is the argument of ${call}()`, () => {
        const hidden = new Set<string>();
        const hide = (interest: Interest): Interest => {
          hidden.add(interest.name.valueHex);
          return interest;
        };
        return (good) => ({
          ...(call === "send" && { send: (interest) => good.send(hide(interest)) }),
          ...(call === "express" && {
            express: (interest, options) => good.express(hide(interest), options),
          }),
          serve: (prefix, handler, options) => {
            const hear: Hear = (packet) => {
              const { name } = Decoder.decode(packet, Interest);
              return !hidden.has(name.valueHex) && (options?.hear?.(packet) ?? false);
            };
            return good.serve(prefix, handler, { ...options, hear });
          },
        });
      }),
    ),
  ],

  "transport/octets/not-taken": [
    hears("takes whatever it shows", (hear) => (packet) => {
      hear(packet);
      return true;
    }),
    hears("shows nothing", () => () => false),
    serves("asks the handler of the prefix that heard", (good) => {
      let heard: { prefix: Name; handler: InterestHandler } | undefined;
      return (prefix, handler, options) => {
        heard ??= options?.hear && { prefix, handler };
        return good.serve(prefix, heard?.prefix.isPrefixOf(prefix) ? heard.handler : handler, options);
      };
    }),
    serves("shows an Interest after its handler was asked", (good) => {
      const all: HearingPrefix[] = [];
      return (prefix, handler, { hear } = {}) => {
        if (hear) {
          all.push({ prefix, hear });
        }
        return good.serve(prefix, (interest) => {
          const answer = handler(interest);
          for (const one of matching(all, interest.name)) {
            one.hear(Encoder.encode(interest));
          }
          return answer;
        });
      };
    }),
  ],

  "transport/octets/several": [
    shows("shows an Interest at the longest prefix only", (all, name, packet) => {
      return matching(all, name).at(-1)?.hear(packet) ?? false;
    }),
    shows("shows an Interest at the shortest prefix only", (all, name, packet) => {
      return matching(all, name)[0]?.hear(packet) ?? false;
    }),
    shows("knows only who was the last to be served", (all, _name, packet) => all.at(-1)!.hear(packet)),
    shows("shows an Interest twice at each", (all, name, packet) => {
      return matching(all, name).some(({ hear }) => hear(packet) || hear(packet));
    }),
    shows("goes on when one has taken the octets", (all, name, packet) => {
      return matching(all, name)
        .map(({ hear }) => hear(packet))
        .some(Boolean);
    }),
    shows("asks the handler unless the last one takes the octets", (all, name, packet) => {
      const hearing = matching(all, name);
      return hearing.find(({ hear }) => hear(packet)) === hearing.at(-1);
    }),
  ],

  "transport/octets/kept": [
    hears("shows all in one buffer", (hear) => {
      const buffer = new Uint8Array(10_000);
      return (packet) => {
        buffer.set(packet);
        return hear(buffer.subarray(0, packet.length));
      };
    }),
    hears("wipes what it has shown", (hear, _prefix, _good, { clock }) => (packet) => {
      clock.schedule(5, () => packet.fill(0));
      return hear(packet);
    }),
  ],

  "transport/octets/whole-components": [
    shows("compares prefixes as text", (all, name, packet) => {
      return all.some(({ prefix, hear }) => `${name}`.startsWith(`${prefix}`) && hear(packet));
    }),
    shows("compares all but the last component", (all, name, packet) => {
      return all.some(({ prefix, hear }) => prefix.getPrefix(-1).isPrefixOf(name) && hear(packet));
    }),
    shows("goes on comparing behind the name", (all, name, packet) => {
      const start = 4; // behind the types and lengths of a short Interest and its name
      return all.some(
        ({ prefix, hear }) =>
          (prefix.length > name.length || prefix.isPrefixOf(name)) &&
          prefix.value.every((octet, i) => packet[start + i] === octet) &&
          hear(packet),
      );
    }),
    shows("shows only names longer than the prefix", (all, name, packet) => {
      return matching(all, name).some(({ prefix, hear }) => prefix.length < name.length && hear(packet));
    }),
  ],

  "transport/octets/other-prefixes": [
    shows("shows whatever arrives", (all, _name, packet) => all.some(({ hear }) => hear(packet))),
    shows("shows whatever arrives, and asks the handlers all the same", (all, _name, packet) => {
      return all.every(({ hear }) => hear(packet)) && false;
    }),
    saboteur("shows at one attachment what another gets", () => {
      const all = new Map<Hear, unknown>();
      return (good) => ({
        serve: (prefix, handler, options) => {
          const hear: Hear = (packet) => {
            for (const [other, of] of all) {
              if (of !== good) {
                other(packet);
              }
            }
            return options?.hear?.(packet) ?? false;
          };
          if (options?.hear) {
            all.set(options.hear, good);
          }
          return good.serve(prefix, handler, { ...options, hear });
        },
      });
    }),
    saboteur("shows what it expresses itself", () => (good) => {
      const all: Hear[] = [];
      return {
        express: (interest, options) => {
          for (const hear of all) {
            hear(Encoder.encode(interest));
          }
          return good.express(interest, options);
        },
        serve: (prefix, handler, options) => {
          all.push(...(options?.hear ? [options.hear] : []));
          return good.serve(prefix, handler, options);
        },
      };
    }),
  ],

  "transport/octets/not-own": [
    saboteur("shows what it sends", () => (good) => {
      const all: Hear[] = [];
      return {
        sendOctets: (packet) => {
          for (const hear of all) {
            hear(packet);
          }
          return good.sendOctets(packet);
        },
        serve: (prefix, handler, options) => {
          all.push(...(options?.hear ? [options.hear] : []));
          return good.serve(prefix, handler, options);
        },
      };
    }),
    saboteur("takes every Interest for its own once it has sent one", () => (good) => {
      let sent = 0;
      return {
        sendOctets: (packet) => {
          sent += 1;
          return good.sendOctets(packet);
        },
        serve: (prefix, handler, options) => {
          const hear: Hear = (packet) => sent === 0 && (options?.hear?.(packet) ?? false);
          return good.serve(prefix, handler, { ...options, hear });
        },
      };
    }),
  ],

  "transport/octets/send-within": [
    ...(["says dropped", "says sent and sends nothing", "throws"] as const).map((what) =>
      saboteur(`${what} while it shows an Interest`, () => (good) => {
        let showing = false;
        return {
          sendOctets: (packet) => {
            if (showing && what === "throws") {
              throw new Error("not now");
            }
            const result =
              showing && what === "says sent and sends nothing" ? "sent" : good.sendOctets(packet);
            return showing && what === "says dropped" ? "dropped" : result;
          },
          serve: (prefix, handler, options) => {
            const hear: Hear = (packet) => {
              showing = true;
              try {
                return options?.hear?.(packet) ?? false;
              } finally {
                showing = false;
              }
            };
            return good.serve(prefix, handler, { ...options, hear });
          },
        };
      }),
    ),
  ],

  "transport/octets/withdrawn": [
    shows("goes on showing at what was disposed of", (all, name, packet) => {
      return matching(all, name).some(({ hear }) => hear(packet));
    }),
    hears("shows nothing", () => () => false),
    serves("does not look at the signal", (good) => (prefix, handler, options) => {
      return good.serve(prefix, handler, { ...options, signal: undefined });
    }),
    serves("shows to who heard under that prefix before", (good) => {
      const first = new Map<string, Hear>();
      return (prefix, handler, options) => {
        const hear = options?.hear ?? first.get(prefix.valueHex);
        if (hear) {
          first.set(prefix.valueHex, hear);
        }
        return good.serve(prefix, handler, { ...options, hear });
      };
    }),
    serves("stops serving what is under the disposed prefix", (good) => {
      const over = new Set<Name>();
      return async (prefix, handler, options) => {
        const asked: InterestHandler = (interest) => {
          return [...over].some((other) => other.isPrefixOf(interest.name)) ? undefined : handler(interest);
        };
        const registration = await good.serve(prefix, asked, options);
        return {
          prefix,
          [Symbol.asyncDispose]: async () => {
            over.add(prefix);
            await registration[Symbol.asyncDispose]();
          },
        };
      };
    }),
  ],

  "transport/octets/reconnected": [
    hears("shows nothing after it was down", (hear, _prefix, good) => {
      let lost = false;
      good.addEventListener("status", () => {
        lost = true;
      });
      return (packet) => !lost && hear(packet);
    }),
    hears("shows an Interest once for each connection it has had", (hear, _prefix, good) => {
      let connections = 1;
      good.addEventListener("status", ({ detail }) => {
        connections += detail === "up" ? 1 : 0;
      });
      return (packet) => Array.from({ length: connections }, () => hear(packet)).every(Boolean);
    }),
    hears("asks the handler as well after it was down", (hear, _prefix, good) => {
      let lost = false;
      good.addEventListener("status", () => {
        lost = true;
      });
      return (packet) => hear(packet) && !lost;
    }),
  ],

  "transport/octets/throwing-hear": [
    hears("asks the handler", (hear) => (packet) => {
      try {
        return hear(packet);
      } catch {
        return false;
      }
    }),
    serves("asks the handler, without an answer", (good) => (prefix, handler, { hear } = {}) => {
      let failed = false;
      const asked: InterestHandler = async (interest) => quietIf(failed, await handler(interest));
      return good.serve(prefix, asked, {
        hear: (packet) => {
          failed = false;
          try {
            return hear?.(packet) ?? false;
          } catch {
            failed = true;
            return false;
          }
        },
      });
    }),
    hears("goes down", (hear, _prefix, good, domain) => (packet) => {
      try {
        return hear(packet);
      } catch {
        void domain.cut(good);
        return true;
      }
    }),
    hears("takes everything after an error", (hear) => {
      let failed = false;
      return (packet) => {
        try {
          return failed || hear(packet);
        } catch {
          failed = true;
          return true;
        }
      };
    }),
  ],
} satisfies Record<keyof typeof hearRules, readonly Saboteur[]>;
