import type { PublicationStore, StateStore } from "@svs/core";
import type { Sabotage } from "./protocol.js";
import { changed } from "./stepping-stores.js";

/** Milliseconds; long enough for an announcement to leave, and be answered. */
const LATE = 40;

interface Stores {
  readonly publications: PublicationStore;
  readonly state: StateStore;
}

/** Stores that say that they have stored, and do it later: nothing is seen of it unless the process is killed. */
export function lateStores({ publications, state }: Stores, sabotage: Sabotage | undefined): Stores {
  switch (sabotage) {
    case "announces-first":
      return { publications: storingLate(publications), state };
    case "numbers-lazily":
      return { publications: overwriting(publications), state: numberingLate(state) };
    default:
      return { publications, state };
  }
}

/** In the meantime it serves what it keeps. */
function storingLate(publications: PublicationStore): PublicationStore {
  const pending = new Map<string, Uint8Array>();
  return changed(publications, {
    put: async (packet) => {
      const { valueHex } = packet.name;
      pending.set(valueHex, packet.packet);
      setTimeout(async () => {
        await publications.put(packet);
        pending.delete(valueHex);
      }, LATE);
    },
    get: async (name, options) => pending.get(name.valueHex) ?? publications.get(name, options),
  });
}

/** What is stored is not looked at, neither when a member starts nor before something else takes its place. */
function overwriting(publications: PublicationStore): PublicationStore {
  return changed(publications, {
    put: async (packet) => {
      await publications.delete(packet.name);
      await publications.put(packet);
    },
    range: async function* () {},
  });
}

function numberingLate(state: StateStore): StateStore {
  return changed(state, {
    save: async (change) => {
      if (change.own && change.own.seqNo > 0) {
        setTimeout(() => state.save(change), LATE);
      } else {
        await state.save(change);
      }
    },
  });
}
