import type { PublicationStore, StateStore } from "@svs/core";
import type {
  PublicationStoreDomain,
  StateStoreDomain,
  StoreCapability,
  StoreDomain,
  Venue,
} from "../../src/index.js";
import { PlainPublicationStore, type PublicationMedium } from "./plain-publication-store.js";
import { PlainStateStore, type StateMedium } from "./plain-state-store.js";
import type { PlainStore } from "./plain-store.js";

const capabilities = { persistence: true, kill: true };

/** Publication stores that keep every rule, on media that outlast them. */
export const plainPublicationVenue: Venue<PublicationStoreDomain, StoreCapability> = {
  title: "a plain publication store",
  capabilities,
  open: async () => {
    const medium: PublicationMedium = new Map();
    const { opened, ...domain } = plainDomain<PublicationStore>();
    return {
      ...domain,
      open: async (limits) => opened(new PlainPublicationStore(medium, limits)),
    };
  },
};

/** State stores that keep every rule, on media that outlast them. */
export const plainStateVenue: Venue<StateStoreDomain, StoreCapability> = {
  title: "a plain state store",
  capabilities,
  open: async () => {
    const medium: StateMedium = { state: { own: [], known: undefined, delivered: undefined } };
    const { opened, ...domain } = plainDomain<StateStore>();
    return { ...domain, open: async () => opened(new PlainStateStore(medium)) };
  },
};

function plainDomain<Store>(): StoreDomain<Store> & { opened<S extends Store & PlainStore>(store: S): S } {
  const stores = new Map<unknown, PlainStore>();
  return {
    patience: 100,
    opened: (store) => {
      stores.set(store, store);
      return store;
    },
    kill: async (store) => stores.get(store)!.kill(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...stores.values()].map((store) => store.close()));
    },
  };
}
