import { Data, type Interest, type Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import {
  type InterestHandler,
  type Registration,
  type ServeOptions,
  SvsError,
  type Transport,
} from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import { type Saboteur, saboteur } from "./saboteur.js";

type Serve = Transport["serve"];
export type Answer = Awaited<ReturnType<InterestHandler>>;

/** A saboteur that serves in another way. */
export function serves(does: string, serve: (good: Transport, domain: TransportDomain) => Serve): Saboteur {
  return saboteur(does, (domain) => (good) => ({ serve: serve(good, domain) }));
}

/** A saboteur that asks the handler in another way; called once for each prefix. */
export function handles(
  does: string,
  wrap: (handler: InterestHandler, prefix: Name, good: Transport, domain: TransportDomain) => InterestHandler,
): Saboteur {
  return serves(does, (good, domain) => (prefix, handler, options) => {
    return good.serve(prefix, wrap(handler, prefix, good, domain), options);
  });
}

/** A saboteur that sends another answer than the handler's. */
export function answers(does: string, other: (answer: Answer, interest: Interest) => Answer): Saboteur {
  return handles(does, (handler) => async (interest) => other(await handler(interest), interest));
}

/** A saboteur whose registrations are disposed of in another way. */
export function disposes(
  does: string,
  dispose: (registration: Registration, good: Transport) => Promise<void>,
): Saboteur {
  return serves(does, (good) => async (prefix, handler, options) => {
    const registration = await good.serve(prefix, handler, options);
    return { prefix, [Symbol.asyncDispose]: () => dispose(registration, good) };
  });
}

/** A saboteur that rejects with another error than the good one's. */
export function rejects(does: string, error: (cause: SvsError) => unknown): Saboteur {
  return serves(does, (good) => (prefix, handler, options) => {
    return good.serve(prefix, handler, options).catch((cause: SvsError) => {
      throw error(cause);
    });
  });
}

/** A saboteur that chooses among its handlers by a rule of its own. */
export function chooses(
  does: string,
  better: (one: Name, other: Name, name: Name) => boolean,
  matches: (prefix: Name, name: Name) => boolean,
): Saboteur {
  return serves(does, (good) => {
    const all: { prefix: Name; handler: InterestHandler }[] = [];
    const choose: InterestHandler = (interest) => {
      const [first, ...others] = all.filter(({ prefix }) => matches(prefix, interest.name));
      const best = others.reduce((a, b) => (better(b.prefix, a.prefix, interest.name) ? b : a), first!);
      return best.handler(interest);
    };
    return (prefix, handler, options) => {
      all.push({ prefix, handler });
      return good.serve(prefix, choose, options);
    };
  });
}

/** A saboteur that does something when a handler has given what is no Data. */
export function onGarbage(
  does: string,
  then: (good: Transport, domain: TransportDomain, last: Interest) => Answer,
): Saboteur {
  return handles(does, (handler, _, good, domain) => async (interest) => {
    const answer: unknown = await handler(interest);
    if (answer instanceof Data) {
      return answer;
    }
    try {
      Decoder.decode(answer as Uint8Array, Data);
      return answer as Uint8Array;
    } catch {
      return then(good, domain, interest);
    }
  });
}

export const quietIf = (silent: boolean, answer: Answer): Answer => (silent ? undefined : answer);
export const sizeOf = (answer: Answer): number => (answer === undefined ? 0 : Encoder.encode(answer).length);
export const taken = (prefix: Name): SvsError =>
  new SvsError("invalid-argument", `${prefix} is served already.`);

/** Takes a prefix for served ever after, whatever became of it. */
export function servesOnce(good: Transport): Serve {
  const known = new Set<string>();
  return async (prefix, handler, options) => {
    if (known.has(prefix.valueHex)) {
      throw taken(prefix);
    }
    known.add(prefix.valueHex);
    return good.serve(prefix, handler, options);
  };
}

/** What a spoilt transport remembers about a registration it makes again by itself. */
interface Kept {
  readonly prefix: Name;
  readonly handler: InterestHandler;
  readonly options: ServeOptions | undefined;
  registration: Registration;
}

/** Registers anew, some time after each reconnection, in a way of its own. */
export function registersLate(
  again: (kept: Kept, good: Transport) => Promise<Registration | undefined>,
  delay: number,
): (good: Transport, domain: TransportDomain) => Serve {
  return (good, { clock }) => {
    const all: Kept[] = [];
    good.addEventListener("status", ({ detail }) => {
      for (const kept of all) {
        if (detail === "down") {
          void kept.registration[Symbol.asyncDispose]();
        } else if (detail === "up") {
          clock.schedule(delay, async () => {
            kept.registration = (await again(kept, good)) ?? kept.registration;
          });
        }
      }
    });
    return async (prefix, handler, options) => {
      const registration = await good.serve(prefix, handler, options);
      all.push({ prefix, handler, options, registration });
      return registration;
    };
  };
}
