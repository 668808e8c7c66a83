import type { PublicationStoreLimits } from "@svs/core";
import type { StoreDomain } from "../../src/index.js";
import { overlay } from "./overlay.js";
import type { Saboteur } from "./saboteur.js";

/** A domain whose stores are opened with limits, or without. */
type OpeningDomain<Store> = StoreDomain<Store> & {
  open(limits?: Partial<PublicationStoreLimits>): Promise<Store>;
};

/** How a store is spoilt: what it has instead of the good one's members. */
export type SpoilStore<Store> = (good: Store, opening: Opening) => Partial<Store>;

/** One of the times that a store is opened on a medium. */
export interface Opening {
  /** 1 the first time. */
  readonly round: number;
  readonly limits: Partial<PublicationStoreLimits>;
}

/**
 * A saboteur that replaces members of every store opened.
 * @param spoilt - called once for each domain, so that it remembers what a store before has done.
 */
export function storeSaboteur<Store extends object, Domain extends OpeningDomain<Store>>(
  does: string,
  spoilt: () => SpoilStore<Store>,
): Saboteur<Domain> {
  return {
    does,
    spoil: (good) => {
      const spoil = spoilt();
      const inner = new WeakMap<Store, Store>();
      let round = 0;
      return {
        ...good,
        open: async (limits?: Partial<PublicationStoreLimits>) => {
          round += 1;
          const store = await good.open(limits);
          const shell = overlay(store, spoil(store, { round, limits: limits ?? {} }));
          inner.set(shell, store);
          return shell;
        },
        kill: (store: Store) => good.kill(inner.get(store) ?? store),
      };
    },
  };
}
