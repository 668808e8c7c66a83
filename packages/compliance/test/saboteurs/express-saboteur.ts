import { Data, Interest } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { type ExpressOptions, type InterestHandler, SvsError, type Transport } from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import { type Saboteur, saboteur } from "./saboteur.js";

type Express = Transport["express"];

/** A saboteur that expresses in another way. */
export function expresses(
  does: string,
  express: (good: Transport, domain: TransportDomain) => Express,
): Saboteur {
  return saboteur(does, (domain) => (good) => ({ express: express(good, domain) }));
}

/** A saboteur that expresses another Interest instead. */
export function asks(does: string, changes: (interest: Interest) => Partial<Interest>): Saboteur {
  return expresses(does, (good) => (interest, options) => {
    return good.express(Object.assign(new Interest(interest), changes(interest)), options);
  });
}

/** A saboteur that takes Data of one kind of name for that of the Interest. */
export function takes(kind: "other" | "shorter"): Saboteur {
  return saboteur(`takes Data of a name that is ${kind}`, () => (good) => ({
    serve: (prefix, handler, options) => {
      const wrapped = async (interest: Interest): Promise<Awaited<ReturnType<InterestHandler>>> =>
        prefix.at(-1).text === kind ? new Data(interest.name) : handler(interest);
      return good.serve(prefix, wrapped, options);
    },
  }));
}

/** A saboteur that rejects with another error than the good one's, of some codes. */
export function rejects(does: string, error: (cause: SvsError) => unknown): Saboteur {
  return expresses(does, (good) => (interest, options) => {
    return good.express(interest, options).catch((cause: SvsError) => {
      throw error(cause);
    });
  });
}

/** A saboteur that hands Data which comes too late to the next Interest of that name. */
export function hoards(does: string): Saboteur {
  return expresses(does, (good, { clock }) => {
    const hoard = new Map<string, Data>();
    return (interest, { signal }: ExpressOptions = {}) =>
      new Promise((resolve, reject) => {
        const key = interest.name.valueHex;
        let ended = false;
        const end = (error: SvsError): void => {
          ended = true;
          reject(error);
        };
        clock.schedule(interest.lifetime, () => end(new SvsError("timeout", "No Data came.")));
        signal?.addEventListener("abort", () => end(aborted()));
        const kept = hoard.get(key);
        if (kept !== undefined) {
          resolve(kept);
          return;
        }
        const longer = Object.assign(new Interest(interest), { lifetime: 10 * interest.lifetime });
        good.express(longer).then((data) => (ended ? void hoard.set(key, data) : resolve(data)), reject);
      });
  });
}

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
export const aborted = (): SvsError => new SvsError("aborted", "The operation was aborted.");
export const tooLarge = (interest: Interest, { packetSizeMax }: Transport): boolean =>
  Encoder.encode(interest).length > packetSizeMax;

/** One promise for all Interests of a name that are pending at once. */
export function shared(good: Transport): Express {
  const pending = new Map<string, Promise<Data>>();
  return (interest, options) => {
    const key = interest.name.valueHex;
    const promise = pending.get(key) ?? good.express(interest, options).finally(() => pending.delete(key));
    pending.set(key, promise);
    return promise;
  };
}

/** Interests with one name that end together: the first rejection of any is that of all. */
export function linked(good: Transport): Express {
  const groups = new Map<string, ((error: unknown) => void)[]>();
  return (interest, options) =>
    new Promise((resolve, reject) => {
      const key = interest.name.valueHex;
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      group.push(reject);
      good.express(interest, options).then(resolve, (error: unknown) => {
        for (const end of group) {
          end(error);
        }
      });
    });
}
