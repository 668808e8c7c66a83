import { Data, type Interest } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { handlerRules } from "../../src/transport/handler-rules.js";
import { type Saboteur, saboteur } from "./saboteur.js";
import {
  type Answer,
  answers,
  chooses,
  handles,
  onGarbage,
  quietIf,
  serves,
  sizeOf,
} from "./serve-saboteur.js";

export const handlerSaboteurs = {
  "transport/serve/prefix-itself": [
    handles("asks only for longer names", (handler, prefix) => (interest) => {
      return interest.name.equals(prefix) ? undefined : handler(interest);
    }),
  ],

  "transport/serve/longest-prefix": [
    chooses(
      "asks the handler that was served first",
      () => false,
      (prefix, name) => prefix.isPrefixOf(name),
    ),
    chooses(
      "asks the handler that was served last",
      () => true,
      (prefix, name) => prefix.isPrefixOf(name),
    ),
    chooses(
      "asks the handler with the shortest prefix",
      (one, other) => one.length < other.length,
      (prefix, name) => prefix.isPrefixOf(name),
    ),
  ],

  "transport/serve/whole-components": [
    chooses(
      "compares prefixes as text",
      () => false,
      (prefix, name) => name.toString().startsWith(prefix.toString()),
    ),
    serves("registers one component less", (good) => async (prefix, handler, options) => {
      if (prefix.at(-1).text === "a") {
        await good.serve(prefix.getPrefix(-1), handler, options);
      }
      return good.serve(prefix, handler, options);
    }),
    serves(
      "asks a handler, without an answer, for a component less",
      (good) => async (prefix, handler, options) => {
        if (prefix.at(-1).text === "a") {
          await good.serve(prefix.getPrefix(-1), async (interest) => quietIf(true, await handler(interest)));
        }
        return good.serve(prefix, handler, options);
      },
    ),
  ],

  "transport/serve/silence": [
    answers("answers undefined with empty Data", (answer, { name }) => answer ?? new Data(name)),
    handles("asks no more after a silence", (handler) => {
      let silent = false;
      return async (interest) => {
        const answer = silent ? undefined : await handler(interest);
        silent ||= answer === undefined;
        return answer;
      };
    }),
  ],

  "transport/serve/promised-silence": [
    handles("takes any promise for an answer", (handler) => (interest) => {
      const answer = handler(interest);
      return answer instanceof Promise ? answer.then((data) => data ?? new Data(interest.name)) : answer;
    }),
    handles("asks no more after a promised silence", (handler) => {
      let silent = false;
      return async (interest) => {
        const answer = silent ? undefined : handler(interest);
        silent ||= answer instanceof Promise && (await answer) === undefined;
        return answer;
      };
    }),
  ],

  "transport/serve/throwing-handler": [
    handles("answers with the error", (handler) => (interest) => {
      try {
        return handler(interest);
      } catch (error) {
        return new Data(interest.name, new TextEncoder().encode(String(error)));
      }
    }),
    handles("asks no more after an error", (handler) => {
      let failed = false;
      return (interest) => {
        try {
          return failed ? undefined : handler(interest);
        } catch {
          failed = true;
          return undefined;
        }
      };
    }),
    handles("goes down", (handler, _, good, domain) => (interest) => {
      try {
        return handler(interest);
      } catch {
        void domain.cut(good);
        return undefined;
      }
    }),
  ],

  "transport/serve/rejecting-handler": [
    handles("answers with the error", (handler) => async (interest) => {
      try {
        return await handler(interest);
      } catch (error) {
        return new Data(interest.name, new TextEncoder().encode(String(error)));
      }
    }),
    handles("asks no more after an error", (handler) => {
      let failed = false;
      return async (interest) => {
        try {
          return failed ? undefined : await handler(interest);
        } catch {
          failed = true;
          return undefined;
        }
      };
    }),
    handles("goes down", (handler, _, good, domain) => async (interest) => {
      try {
        return await handler(interest);
      } catch {
        void domain.cut(good);
        return undefined;
      }
    }),
  ],

  "transport/serve/promise": [
    handles("does not wait for a promise", (handler) => (interest) => {
      const answer = handler(interest);
      return answer instanceof Promise ? undefined : answer;
    }),
    handles("answers before the promise resolves", (handler) => (interest) => {
      void handler(interest);
      return new Data(interest.name, new TextEncoder().encode("answer"));
    }),
    handles("gives a handler little time", (handler, _, __, { clock }) => (interest) => {
      const enough = new Promise<undefined>((resolve) => clock.schedule(30, () => resolve(undefined)));
      return Promise.race([Promise.resolve(handler(interest)), enough]);
    }),
  ],

  "transport/serve/slow-handler": [
    handles("asks one Interest at a time", (handler) => {
      let last: Promise<unknown> = Promise.resolve();
      return (interest) => {
        const turn = last.then(() => handler(interest));
        last = turn;
        return turn;
      };
    }),
    handles("answers for a handler that is slow", (handler, _, __, { clock }) => (interest) => {
      const instead = new Promise<Data>((resolve) =>
        clock.schedule(0, () => resolve(new Data(interest.name))),
      );
      return Promise.race([Promise.resolve(handler(interest)), instead]);
    }),
  ],

  "transport/serve/handler-asks": [
    saboteur("sends no Interest while a handler is asked", () => (good) => {
      let asked = 0;
      return {
        serve: (prefix, handler, options) => {
          const counted = async (interest: Interest): Promise<Answer> => {
            asked += 1;
            try {
              return await handler(interest);
            } finally {
              asked -= 1;
            }
          };
          return good.serve(prefix, counted, options);
        },
        express: (interest, options) =>
          asked > 0 ? new Promise(() => undefined) : good.express(interest, options),
      };
    }),
  ],

  "transport/serve/octets": [
    answers("sends the whole buffer", (answer) => {
      return answer instanceof Uint8Array ? new Uint8Array(answer.buffer) : answer;
    }),
    answers("encodes octets anew", (answer) => {
      const { name, content } = Decoder.decode(answer as Uint8Array, Data);
      return new Data(name, content);
    }),
  ],

  "transport/serve/relayed-data": [
    answers("encodes Data anew", (answer) => {
      const { name, content } = answer as Data;
      return new Data(name, content);
    }),
  ],

  "transport/serve/hostile-octets": [
    onGarbage("answers with empty Data instead", (_good, _domain, { name }) => new Data(name)),
    onGarbage("goes down", (good, domain) => {
      void domain.cut(good);
      return undefined;
    }),
    handles("asks no more after garbage", (handler) => {
      let failed = false;
      return async (interest) => {
        const answer = failed ? undefined : await handler(interest);
        failed ||= answer !== undefined && !(answer instanceof Data);
        return answer;
      };
    }),
  ],

  "transport/serve/largest-answer": [
    saboteur("does not send the largest packet", () => (good) => ({
      serve: (prefix, handler, options) => {
        const limited = async (interest: Interest): Promise<Answer> => {
          const answer = await handler(interest);
          return sizeOf(answer) >= good.packetSizeMax ? undefined : answer;
        };
        return good.serve(prefix, limited, options);
      },
    })),
    answers("cuts large Data", (answer) => {
      const { name, content } = answer as Data;
      return new Data(name, content.subarray(0, -10));
    }),
  ],

  "transport/serve/too-large-answer": [
    handles("cuts large Data", (handler, _, { packetSizeMax }) => async (interest) => {
      const answer = await handler(interest);
      return sizeOf(answer) > packetSizeMax ? new Data(interest.name) : answer;
    }),
    handles("goes down", (handler, _, good, domain) => async (interest) => {
      const answer = await handler(interest);
      if (sizeOf(answer) > good.packetSizeMax) {
        void domain.cut(good);
      }
      return answer;
    }),
    handles("asks no more after large Data", (handler, _, { packetSizeMax }) => {
      let failed = false;
      return async (interest) => {
        const answer = failed ? undefined : await handler(interest);
        failed ||= sizeOf(answer) > packetSizeMax;
        return answer;
      };
    }),
  ],
} satisfies Record<keyof typeof handlerRules, readonly Saboteur[]>;
