import type { PublicationStore, StateStore, SvSyncOptions } from "@svs/core";
import type { WriterStep } from "./protocol.js";

/** The stores of a member that publishes; each step is told before and after it is taken. */
export function steppingStores(
  { publications, state }: { readonly publications: PublicationStore; readonly state: StateStore },
  step: (step: WriterStep) => void,
): Pick<SvSyncOptions, "publicationStore" | "stateStore"> {
  const around = async (before: WriterStep, act: () => Promise<void>, after: WriterStep): Promise<void> => {
    step(before);
    await act();
    step(after);
  };
  return {
    publicationStore: changed(publications, {
      put: (packet) => around("before data", () => publications.put(packet), "after data"),
    }),
    stateStore: changed(state, {
      save: (change) =>
        change.own ? around("before number", () => state.save(change), "after number") : state.save(change),
    }),
  };
}

/** An object of which some methods are others; it is asked for everything else. */
export function changed<T extends object>(original: T, methods: Partial<T>): T {
  return new Proxy(original, {
    get: (target, key) => {
      const value: unknown = Reflect.get(Reflect.has(methods, key) ? methods : target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
