import { type PublicationStore, type StoredPacket, SvsError } from "@svs/core";
import type { limitRules } from "../../../src/publication-store/limit-rules.js";
import {
  answers,
  everything,
  limits,
  type PublicationsSaboteur,
  packets,
  publications,
  puts,
} from "./publications-saboteur.js";

/** A saboteur that deletes packets before it puts one that does not fit. */
function evicts(
  does: string,
  choose: (held: readonly StoredPacket[], needed: number) => readonly StoredPacket[],
): PublicationsSaboteur {
  return publications(does, () => (good) => ({
    put: async (packet) => {
      await makeRoom(good, packet, choose);
      await good.put(packet);
    },
  }));
}

async function makeRoom(
  good: PublicationStore,
  packet: StoredPacket,
  choose: (held: readonly StoredPacket[], needed: number) => readonly StoredPacket[],
): Promise<void> {
  const needed = good.byteLength + packet.packet.length - good.byteLimit;
  if (needed > 0) {
    for (const { name } of choose(await everything(good, packet), needed)) {
      await good.delete(name);
    }
  }
}

/** A saboteur that rejects in its own way what the good store rejects. */
function refuses(does: string, refuse: (good: PublicationStore, packet: StoredPacket) => Promise<void>) {
  return publications(does, () => (good) => ({
    put: (packet) => good.put(packet).catch(() => refuse(good, packet)),
  }));
}

export const limitSaboteurs = {
  "publication-store/limit/told": [
    publications("tells no limit", () => () => ({ byteLimit: Number.POSITIVE_INFINITY })),
    publications("tells what is left", () => (good) => ({ byteLimit: good.byteLimit - 1 })),
    publications("tells no limit of packets", () => () => ({ packetLimit: Number.POSITIVE_INFINITY })),
  ],

  "publication-store/limit/counted": [
    publications("counts packets", () => (good) => {
      let packets = 0;
      return {
        put: async (packet) => {
          await good.put(packet);
          packets += 1;
        },
        get byteLength() {
          return packets;
        },
      };
    }),
    publications("counts no packets", () => () => ({ packetCount: 0 })),
    publications("counts names, too", () => (good) => {
      let octets = 0;
      return {
        put: async (packet) => {
          await good.put(packet);
          octets += packet.packet.length + packet.name.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
    publications("counts packets of others alone", () => (good) => {
      let octets = 0;
      return {
        put: async (packet) => {
          await good.put(packet);
          octets += packet.own ? 0 : packet.packet.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
    publications("counts what it takes on its disk", () => (good) => ({
      get byteLength() {
        return 4096 * Math.ceil(good.byteLength / 4096);
      },
    })),
  ],

  "publication-store/limit/exact": [
    limits("evicts when the limit is reached", (byteLimit) => byteLimit - 1),
    limits("counts something beside the packets", (byteLimit) => byteLimit * 0.9),
  ],

  "publication-store/limit/oldest": [
    evicts("evicts the lowest number", (held) => held.slice(0, 1)),
    evicts("evicts the highest number", (held) => held.slice(-1)),
    publications("evicts what was put last", () => {
      const put: StoredPacket[] = [];
      return (good) => ({
        put: async (packet) => {
          await makeRoom(good, packet, () => put.splice(-1));
          await good.put(packet);
          put.push(packet);
        },
      });
    }),
    publications("evicts what was not asked for", () => {
      const put = new Map<string, StoredPacket>();
      return (good) => ({
        put: async (packet) => {
          await good.put(packet);
          put.set(packet.name.valueHex, packet);
        },
        get: async (name, options) => {
          const octets = await good.get(name, options);
          const packet = put.get(name.valueHex);
          if (octets && packet) {
            await good.delete(name);
            await good.put(packet);
          }
          return octets;
        },
      });
    }),
    limits("evicts nothing", () => Number.MAX_SAFE_INTEGER),
    publications("rejects what evicting would make room for", () => (good) => ({
      put: async (packet) => {
        if (good.byteLength + packet.packet.length > good.byteLimit) {
          throw new SvsError("store-full", "The store is full.");
        }
        await good.put(packet);
      },
    })),
  ],

  "publication-store/limit/needed": [
    evicts("evicts everything", (held) => held),
    evicts("evicts one packet for each that is put", (held) => held.slice(-1)),
    evicts("evicts one too many", (held) => held.slice(0, 4)),
    publications("evicts one packet and then has too many octets", () => (good) => {
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
  ],

  "publication-store/limit/gone": [
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
    publications("takes its name no more", () => {
      const put = new Set<string>();
      return (good) => ({
        put: async (packet) => {
          if (put.has(packet.name.valueHex)) {
            throw new SvsError("store-conflict", "That name was evicted.");
          }
          put.add(packet.name.valueHex);
          await good.put(packet);
        },
      });
    }),
  ],

  "publication-store/limit/own": [
    puts("evicts own packets, too", (packet) => ({ ...packet, own: false })),
    evicts("evicts what was put last, an own packet, too", (held) => held.slice(-1)),
    publications("evicts nothing when the oldest packet is an own one", () => {
      let first: StoredPacket | undefined;
      return (good) => ({
        put: async (packet) => {
          first ??= packet;
          if (first.own && good.byteLength + packet.packet.length > good.byteLimit) {
            throw new SvsError("store-full", "The store is full.");
          }
          await good.put(packet);
        },
      });
    }),
  ],

  "publication-store/limit/full": [
    refuses("evicts before it rejects", async (good, packet) => {
      for (const { name, own } of await everything(good, packet)) {
        if (!own) {
          await good.delete(name);
        }
      }
      throw new SvsError("store-full", "The store is full.");
    }),
    refuses("evicts own packets to make room", async (good, packet) => {
      const [first] = await everything(good, packet);
      await good.delete(first!.name);
      await good.put(packet);
    }),
    refuses("calls it a failure of the medium", async () => {
      throw new SvsError("store-failed", "The store is full.");
    }),
    refuses("drops the packet and says nothing", async () => undefined),
    publications("keeps what it rejects for a while", () => {
      const kept = new Map<string, Uint8Array>();
      return (good) => ({
        put: async (packet) => {
          kept.set(packet.name.valueHex, packet.packet);
          await good.put(packet);
        },
        get: async (name, options) => (await good.get(name, options)) ?? kept.get(name.valueHex),
      });
    }),
    limits("takes no limit seriously", () => Number.MAX_SAFE_INTEGER),
    publications("accepts nothing more once it was full", () => (good) => {
      let full: unknown;
      return {
        put: async (packet) => {
          if (full) {
            throw full;
          }
          await good.put(packet).catch((error: unknown) => {
            full = error;
            throw error;
          });
        },
      };
    }),
  ],

  "publication-store/limit/too-large": [
    evicts("evicts everything first", (held) => held),
    refuses("drops it and says nothing", async () => undefined),
    refuses("calls it a wrong argument", async () => {
      throw new SvsError("invalid-argument", "The packet is too large.");
    }),
    limits("takes no limit seriously", () => Number.MAX_SAFE_INTEGER),
  ],

  "publication-store/limit/again-not-younger": [
    publications("takes what is put again for new", () => (good) => ({
      put: async (packet) => {
        await good.delete(packet.name);
        await good.put(packet);
      },
    })),
    publications("counts what is put again, and evicts for it", () => (good) => ({
      put: async (packet) => {
        if (good.byteLength + packet.packet.length > good.byteLimit) {
          await good.delete((await everything(good, packet)).at(-1)!.name);
        }
        await good.put(packet);
      },
    })),
  ],

  "publication-store/limit/deleted": [
    publications("evicts as if it still had what was deleted", () => (good) => {
      let octets = 0;
      return {
        put: async (packet) => {
          octets += packet.packet.length;
          if (octets > good.byteLimit) {
            await good.delete((await everything(good, packet))[0]!.name);
          }
          await good.put(packet);
        },
      };
    }),
    publications("evicts what was deleted once more, and then not enough", () => {
      const deleted: StoredPacket[] = [];
      const put: StoredPacket[] = [];
      return (good) => ({
        put: async (packet) => {
          put.push(packet);
          if (deleted.length > 0 && good.byteLength + packet.packet.length > good.byteLimit) {
            deleted.length = 0;
            throw new SvsError("store-full", "The store is full.");
          }
          await good.put(packet);
        },
        delete: async (name) => {
          deleted.push(...put.filter((one) => one.name.equals(name)));
          return good.delete(name);
        },
      });
    }),
  ],

  "publication-store/limit/at-once": [
    limits("goes beyond the limit", (byteLimit) => byteLimit * 2),
    publications("makes room for one of those that come at once", () => (good) => {
      let octets = 0;
      return {
        put: async (packet) => {
          const before = octets;
          await good.put(packet);
          octets = before + packet.packet.length;
        },
        get byteLength() {
          return octets;
        },
      };
    }),
  ],

  "publication-store/limit/packets": [
    packets("does not limit packets", () => Number.POSITIVE_INFINITY),
    packets("evicts when the limit is reached", (packetLimit) => packetLimit - 1),
    packets("counts packets of others alone", (packetLimit) => packetLimit + 1),
    publications("evicts the highest number", () => (good) => ({
      put: async (packet) => {
        if (good.packetCount === good.packetLimit) {
          await good.delete((await everything(good, packet)).at(-1)!.name);
        }
        await good.put(packet);
      },
    })),
    puts("evicts own packets, too", (packet) => ({ ...packet, own: false })),
    publications("rejects what evicting would make room for", () => (good) => ({
      put: async (packet) => {
        if (good.packetCount === good.packetLimit) {
          throw new SvsError("store-full", "The store is full.");
        }
        await good.put(packet);
      },
    })),
  ],

  "publication-store/limit/packets-full": [
    packets("does not limit packets", () => Number.POSITIVE_INFINITY),
    refuses("drops the packet and says nothing", async () => undefined),
    refuses("calls it a failure of the medium", async () => {
      throw new SvsError("store-failed", "The store is full.");
    }),
    refuses("evicts own packets to make room", async (good, packet) => {
      const [first] = await everything(good, packet);
      await good.delete(first!.name);
      await good.put(packet);
    }),
    publications("counts what was deleted", () => (good) => {
      let put = 0;
      return {
        put: async (packet) => {
          if (put === 4) {
            throw new SvsError("store-full", "The store is full.");
          }
          await good.put(packet);
          put += 1;
        },
        delete: async (name) => {
          put = 4;
          return good.delete(name);
        },
      };
    }),
  ],

  "publication-store/limit/packets-and-octets": [
    packets("does not limit packets", () => Number.POSITIVE_INFINITY),
    limits("does not limit octets", () => Number.MAX_SAFE_INTEGER),
    publications("evicts a packet for each that is put", () => (good) => ({
      put: async (packet) => {
        if (good.packetCount > 1) {
          await good.delete((await everything(good, packet))[0]!.name);
        }
        await good.put(packet);
      },
    })),
    publications("evicts all that is needed for octets, and one for packets", () => (good) => ({
      put: async (packet) => {
        const full = good.packetCount === good.packetLimit;
        await good.put(packet);
        if (full && good.packetCount < good.packetLimit) {
          await good.delete((await everything(good, packet))[0]!.name);
        }
      },
    })),
  ],
} satisfies Record<keyof typeof limitRules, readonly PublicationsSaboteur[]>;
