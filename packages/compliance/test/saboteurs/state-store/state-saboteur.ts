import type { MemberState, MemberStateChange, StateStore } from "@svs/core";
import type { StateStoreDomain } from "../../../src/index.js";
import type { Saboteur } from "../saboteur.js";
import { type SpoilStore, storeSaboteur } from "../store-saboteur.js";

/** A saboteur of state stores. */
export type StateSaboteur = Saboteur<StateStoreDomain>;

/** A saboteur that replaces members of every state store opened. */
export function state(does: string, spoilt: () => SpoilStore<StateStore>): StateSaboteur {
  return storeSaboteur<StateStore, StateStoreDomain>(does, spoilt);
}

/** A saboteur that saves another change than it is given. */
export function saves(does: string, other: (change: MemberStateChange) => MemberStateChange): StateSaboteur {
  return state(does, () => (good) => ({ save: (change) => good.save(other(change)) }));
}

/** A saboteur that makes something else of what was saved. */
export function loads(
  does: string,
  other: (state: MemberState, round: number) => MemberState,
): StateSaboteur {
  return state(does, () => (good, { round }) => ({ load: async () => other(await good.load(), round) }));
}
