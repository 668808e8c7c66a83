import { Component, Name } from "@ndn/packet";
import { type StoredPacket, SvsError } from "@svs/core";
import type { putRules } from "../../../src/publication-store/put-rules.js";
import { type PublicationsSaboteur, publications, puts, ranges } from "./publications-saboteur.js";

/** A saboteur that lets a put pass where other octets are held, if `accepts` says so. */
function accepts(
  does: string,
  accept: (held: Uint8Array, packet: Uint8Array) => boolean,
  then: "keeps" | "replaces" = "keeps",
): PublicationsSaboteur {
  return publications(does, () => (good) => ({
    put: async (stored) => {
      const held = await good.get(stored.name);
      if (!held || !accept(held, stored.packet)) {
        return good.put(stored);
      }
      if (then === "replaces") {
        await good.delete(stored.name);
        await good.put(stored);
      }
    },
  }));
}

function renamed(stored: StoredPacket, other: (component: Component) => Component): StoredPacket {
  return { ...stored, name: new Name(stored.name.comps.map(other)) };
}

export const putSaboteurs = {
  "publication-store/put/held": [
    publications("keeps nothing", () => () => ({ put: () => Promise.resolve() })),
    publications("keeps no own packets", () => (good) => ({
      put: async (packet) => {
        if (!packet.own) {
          await good.put(packet);
        }
      },
    })),
    publications("keeps the newest packet alone", () => (good) => {
      let last: Name | undefined;
      return {
        put: async (packet) => {
          if (last) {
            await good.delete(last);
          }
          last = packet.name;
          await good.put(packet);
        },
      };
    }),
    publications("gives the same packet for every name", () => (good) => {
      let first: Name | undefined;
      return {
        put: async (packet) => {
          first ??= packet.name;
          await good.put(packet);
        },
        get: (name, options) => good.get(first ?? name, options),
      };
    }),
    publications("says that it has nothing", () => () => ({ has: async () => false })),
    publications("throws instead of rejecting", () => () => ({
      put: () => {
        throw new SvsError("store-failed", "The disk is full.");
      },
    })),
  ],

  "publication-store/put/unchanged": [
    puts("cuts large packets", (stored) => ({ ...stored, packet: stored.packet.subarray(0, 8192) })),
    puts("keeps packets as text", (stored) => ({
      ...stored,
      packet: new TextEncoder().encode(new TextDecoder().decode(stored.packet)),
    })),
    puts("makes every component generic", (stored) =>
      renamed(stored, ({ value }) => new Component(8, value)),
    ),
    puts("keeps names as text", (stored) =>
      renamed(
        stored,
        ({ type, value }) => new Component(type, new TextEncoder().encode(new TextDecoder().decode(value))),
      ),
    ),
    puts("leaves out empty components", (stored) => ({
      ...stored,
      name: new Name(stored.name.comps.filter(({ length }) => length > 0)),
    })),
    publications("takes small letters for capital ones", () => (good) => {
      const small = (name: Name): Name => new Name(name.toString().toLowerCase());
      return {
        put: (stored) => good.put({ ...stored, name: small(stored.name) }),
        get: (name, options) => good.get(small(name), options),
        has: (name) => good.has(small(name)),
      };
    }),
  ],

  "publication-store/put/same-again": [
    publications("rejects what it holds", () => (good) => ({
      put: async (stored) => {
        if (await good.has(stored.name)) {
          throw new SvsError("store-conflict", "It is there already.");
        }
        await good.put(stored);
      },
    })),
    publications("counts the octets again", () => (good) => {
      let octets = 0;
      return {
        put: async (stored) => {
          await good.put(stored);
          octets += stored.packet.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
    publications("holds it twice", () => (good) => {
      const puts: StoredPacket[] = [];
      return {
        put: async (stored) => {
          await good.put(stored);
          puts.push(stored);
        },
        range: async function* () {
          yield* puts;
        },
      };
    }),
  ],

  "publication-store/put/conflict": [
    accepts("replaces what it holds", () => true, "replaces"),
    accepts("is silent about other octets", () => true),
    accepts("compares the lengths alone", (held, packet) => held.length === packet.length),
    accepts("takes a shorter packet for the same", (held, packet) => held.length > packet.length),
    accepts("takes a longer packet for the same", (held, packet) => held.length < packet.length),
    publications("forgets what it held when it rejects", () => (good) => ({
      put: async (stored) => {
        try {
          await good.put(stored);
        } catch (error) {
          await good.delete(stored.name);
          throw error;
        }
      },
    })),
    publications("calls it a failure of the medium", () => (good) => ({
      put: (stored) =>
        good.put(stored).catch(() => Promise.reject(new SvsError("store-failed", "Other octets are held."))),
    })),
    publications("rejects with an error of its own", () => (good) => ({
      put: (stored) => good.put(stored).catch(() => Promise.reject(new Error("conflict"))),
    })),
  ],

  "publication-store/put/at-once": [
    publications("is busy when it is called again", () => (good) => {
      let busy = false;
      return {
        put: async (stored) => {
          if (busy) {
            throw new SvsError("store-failed", "Another packet is being written.");
          }
          busy = true;
          await good.put(stored);
          busy = false;
        },
      };
    }),
    publications("loses what comes while it writes", () => (good) => {
      let busy = false;
      return {
        put: async (stored) => {
          if (!busy) {
            busy = true;
            await good.put(stored);
            busy = false;
          }
        },
      };
    }),
    publications("counts one of those that come at once", () => (good) => {
      let octets = 0;
      return {
        put: async (stored) => {
          const before = octets;
          await good.put(stored);
          octets = before + stored.packet.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
    ranges("gives the first 32 packets of a range", (packets) => packets.slice(0, 32)),
  ],

  "publication-store/put/conflict-at-once": [
    publications("looks and then writes, whatever came between", () => (good) => ({
      put: async (stored) => {
        if (await good.has(stored.name)) {
          return good.put(stored);
        }
        await good.delete(stored.name);
        await good.put(stored).catch(async () => {
          await good.delete(stored.name);
          await good.put(stored);
        });
      },
    })),
    publications("rejects all of them", () => (good) => {
      let names: string[] = [];
      return {
        put: async (stored) => {
          names.push(stored.name.valueHex);
          await Promise.resolve();
          const several = names.filter((name) => name === stored.name.valueHex).length > 1;
          await Promise.resolve();
          names = [];
          if (several) {
            throw new SvsError("store-conflict", "Several came at once.");
          }
          await good.put(stored);
        },
      };
    }),
  ],
} satisfies Record<keyof typeof putRules, readonly PublicationsSaboteur[]>;
