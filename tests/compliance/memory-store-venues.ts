import type { PublicationStoreDomain, StateStoreDomain, StoreCapability, Venue } from "@svs/compliance";
import { MemoryPublicationStore, MemoryStateStore } from "@svs/core";

const capabilities = { persistence: false, kill: false };
const domain = {
  patience: 1_000,
  kill: () => Promise.reject(new Error("memory outlasts no process")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export const memoryPublicationVenue: Venue<PublicationStoreDomain, StoreCapability> = {
  title: "MemoryPublicationStore",
  capabilities,
  open: async () => ({ ...domain, open: async (limits) => new MemoryPublicationStore(limits) }),
};

export const memoryStateVenue: Venue<StateStoreDomain, StoreCapability> = {
  title: "MemoryStateStore",
  capabilities,
  open: async () => ({ ...domain, open: async () => new MemoryStateStore() }),
};
