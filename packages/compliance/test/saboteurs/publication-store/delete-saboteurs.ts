import type { Name } from "@ndn/packet";
import { type StoredPacket, SvsError } from "@svs/core";
import type { deleteRules } from "../../../src/publication-store/delete-rules.js";
import { answers, type PublicationsSaboteur, publications } from "./publications-saboteur.js";

/** A saboteur that deletes further packets, too, and says yes if there was one. */
function deletesAlso(does: string, also: (name: Name, held: Name) => boolean): PublicationsSaboteur {
  return publications(does, () => {
    const put: Name[] = [];
    return (good) => ({
      put: async (packet) => {
        await good.put(packet);
        put.push(packet.name);
      },
      delete: async (name) => {
        let deleted = await good.delete(name);
        for (const held of put.filter((one) => also(name, one))) {
          deleted = (await good.delete(held)) || deleted;
        }
        return deleted;
      },
    });
  });
}

export const deleteSaboteurs = {
  "publication-store/delete/gone": [
    publications("deletes nothing", () => (good) => ({ delete: (name) => good.has(name) })),
    publications("deletes no own packets", () => {
      const own = new Set<string>();
      return (good) => ({
        put: async (packet) => {
          await good.put(packet);
          if (packet.own) {
            own.add(packet.name.valueHex);
          }
        },
        delete: async (name) => (own.has(name.valueHex) ? true : good.delete(name)),
      });
    }),
    publications("leaves it in ranges", () => {
      const put: StoredPacket[] = [];
      return (good) => ({
        put: async (packet) => {
          await good.put(packet);
          put.push(packet);
        },
        range: async function* () {
          yield* put;
        },
      });
    }),
    answers("leaves it to prefixes", ({ name, options, put, good }) =>
      options.canBePrefix ? put.find((one) => name.isPrefixOf(one.name))?.packet : good,
    ),
    publications("leaves its octets counted", () => (good) => {
      let octets = 0;
      return {
        put: async (packet) => {
          await good.put(packet);
          octets += packet.packet.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
    publications("says that it has it still", () => {
      const put = new Set<string>();
      return (good) => ({
        put: async (packet) => {
          await good.put(packet);
          put.add(packet.name.valueHex);
        },
        has: async (name) => put.has(name.valueHex),
      });
    }),
    deletesAlso("deletes everything", () => true),
  ],

  "publication-store/delete/told": [
    publications("always says yes", () => (good) => ({
      delete: async (name) => {
        await good.delete(name);
        return true;
      },
    })),
    publications("always says no", () => (good) => ({
      delete: async (name) => {
        await good.delete(name);
        return false;
      },
    })),
    publications("does not say", () => (good) => ({
      delete: async (name) => {
        await good.delete(name);
        return undefined as unknown as boolean;
      },
    })),
    publications("rejects where nothing is held", () => (good) => ({
      delete: async (name) => {
        if (!(await good.delete(name))) {
          throw new SvsError("store-failed", "There is no such packet.");
        }
        return true;
      },
    })),
  ],

  "publication-store/delete/exact": [
    deletesAlso("deletes what is behind a prefix", (name, held) => name.isPrefixOf(held)),
    deletesAlso("deletes all segments", (name, held) => name.getPrefix(-1).isPrefixOf(held)),
  ],

  "publication-store/delete/again": [
    publications("never takes a name again", () => {
      const deleted = new Set<string>();
      return (good) => ({
        put: async (packet) => {
          if (deleted.has(packet.name.valueHex)) {
            throw new SvsError("store-conflict", "That name was deleted.");
          }
          await good.put(packet);
        },
        delete: async (name) => {
          deleted.add(name.valueHex);
          return good.delete(name);
        },
      });
    }),
    publications("puts back what was there before", () => {
      const first = new Map<string, StoredPacket>();
      return (good) => ({
        put: async (packet) => {
          const before = first.get(packet.name.valueHex) ?? packet;
          first.set(packet.name.valueHex, before);
          await good.put(before);
        },
      });
    }),
  ],
} satisfies Record<keyof typeof deleteRules, readonly PublicationsSaboteur[]>;
