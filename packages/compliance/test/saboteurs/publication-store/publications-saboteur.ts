import type { Name } from "@ndn/packet";
import type { GetOptions, PublicationRange, PublicationStore, StoredPacket } from "@svs/core";
import type { PublicationStoreDomain } from "../../../src/index.js";
import type { Saboteur } from "../saboteur.js";
import { type SpoilStore, storeSaboteur } from "../store-saboteur.js";

/** A saboteur of publication stores. */
export type PublicationsSaboteur = Saboteur<PublicationStoreDomain>;

/** A saboteur that replaces members of every publication store opened. */
export function publications(does: string, spoilt: () => SpoilStore<PublicationStore>): PublicationsSaboteur {
  return storeSaboteur<PublicationStore, PublicationStoreDomain>(does, spoilt);
}

/** A saboteur that puts other packets in place of those it is given. */
export function puts(does: string, other: (packet: StoredPacket) => StoredPacket): PublicationsSaboteur {
  return publications(does, () => (good) => ({ put: (packet) => good.put(other(packet)) }));
}

/** A saboteur that opens stores with another limit than it tells. */
export function limits(does: string, other: (byteLimit: number) => number): PublicationsSaboteur {
  return {
    does,
    spoil: (domain) =>
      publications(does, () => (_good, { limits: { byteLimit = 1_000_000 } }) => ({ byteLimit })).spoil({
        ...domain,
        open: ({ byteLimit, ...rest } = {}) =>
          domain.open(byteLimit === undefined ? rest : { ...rest, byteLimit: other(byteLimit) }),
      }),
  };
}

/** A saboteur that opens stores with another limit of packets than it tells. */
export function packets(does: string, other: (packetLimit: number) => number): PublicationsSaboteur {
  return {
    does,
    spoil: (domain) =>
      publications(does, () => (_good, { limits: { packetLimit = Number.POSITIVE_INFINITY } }) => ({
        packetLimit,
      })).spoil({
        ...domain,
        open: ({ packetLimit, ...rest } = {}) =>
          domain.open(packetLimit === undefined ? rest : { ...rest, packetLimit: other(packetLimit) }),
      }),
  };
}

/** A saboteur that makes something else of the packets of a range. */
export function ranges(
  does: string,
  other: (packets: StoredPacket[], range: PublicationRange) => readonly StoredPacket[],
): PublicationsSaboteur {
  return publications(does, () => (good) => ({
    range: async function* (range) {
      yield* other(await collect(good, range), range);
    },
  }));
}

/**
 * A saboteur that answers `get` by itself, out of all that was ever put.
 * @param answer - the names put, in that order, and what the good store says.
 */
export function answers(
  does: string,
  answer: (asked: {
    readonly name: Name;
    readonly options: GetOptions;
    readonly put: readonly StoredPacket[];
    readonly good: Uint8Array | undefined;
  }) => Uint8Array | undefined,
): PublicationsSaboteur {
  return publications(does, () => {
    const put: StoredPacket[] = [];
    return (good) => ({
      put: async (packet) => {
        await good.put(packet);
        put.push(packet);
      },
      get: async (name, options = {}) => answer({ name, options, put, good: await good.get(name, options) }),
    });
  });
}

/** All of a range. */
export async function collect(store: PublicationStore, range: PublicationRange): Promise<StoredPacket[]> {
  const packets: StoredPacket[] = [];
  for await (const packet of store.range(range)) {
    packets.push(packet);
  }
  return packets;
}

/** Every packet of `/alice` at the usual bootstrap time. */
export function everything(store: PublicationStore, of: StoredPacket): Promise<StoredPacket[]> {
  return collect(store, { ...of, low: 0, high: Number.MAX_SAFE_INTEGER });
}
