import type { Clock, PublicationStore, StateStore } from "@svs/core";

/** Stores on a disk, for whose work a clock in virtual time stands still. */
export function onClock(
  clock: Clock,
  { publications, state }: { readonly publications: PublicationStore; readonly state: StateStore },
): { readonly publicationStore: PublicationStore; readonly stateStore: StateStore } {
  return {
    publicationStore: {
      get byteLimit() {
        return publications.byteLimit;
      },
      get packetLimit() {
        return publications.packetLimit;
      },
      get packetCount() {
        return publications.packetCount;
      },
      get byteLength() {
        return publications.byteLength;
      },
      put: (packet) => clock.work(publications.put(packet)),
      get: (name, options) => clock.work(publications.get(name, options)),
      has: (name) => clock.work(publications.has(name)),
      range: async function* (range) {
        const packets = publications.range(range)[Symbol.asyncIterator]();
        for (;;) {
          const next = await clock.work(packets.next());
          if (next.done) {
            return;
          }
          yield next.value;
        }
      },
      delete: (name) => clock.work(publications.delete(name)),
      close: () => clock.work(publications.close()),
      [Symbol.asyncDispose]: () => clock.work(publications.close()),
    },
    stateStore: {
      load: () => clock.work(state.load()),
      save: (change) => clock.work(state.save(change)),
      close: () => clock.work(state.close()),
      [Symbol.asyncDispose]: () => clock.work(state.close()),
    },
  };
}
