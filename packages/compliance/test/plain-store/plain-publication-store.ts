import type { Name } from "@ndn/packet";
import {
  type GetOptions,
  type PublicationRange,
  type PublicationStore,
  type PublicationStoreLimits,
  type StoredPacket,
  SvsError,
} from "@svs/core";
import { PlainStore } from "./plain-store.js";

/** Packets by the hexadecimal digits of their names, in the order in which they were put. */
export type PublicationMedium = Map<string, StoredPacket>;

/** Keeps every rule of the port, and looks through everything to do so. */
export class PlainPublicationStore extends PlainStore implements PublicationStore {
  constructor(
    private readonly medium: PublicationMedium,
    private readonly limits: Partial<PublicationStoreLimits> = {},
  ) {
    super();
  }

  get byteLimit(): number {
    return this.limits.byteLimit ?? 1_000_000;
  }

  get packetLimit(): number {
    return this.limits.packetLimit ?? Number.POSITIVE_INFINITY;
  }

  get packetCount(): number {
    return this.medium.size;
  }

  get byteLength(): number {
    return sizeOf([...this.medium.values()]);
  }

  async put(stored: StoredPacket): Promise<void> {
    await this.turn();
    const key = stored.name.valueHex;
    const held = this.medium.get(key);
    if (held) {
      if (!sameOctets(held.packet, stored.packet)) {
        throw new SvsError("store-conflict", "Other octets are held.");
      }
      return;
    }
    const own = [...this.medium.values()].filter((one) => one.own);
    if (sizeOf(own) + stored.packet.length > this.byteLimit || own.length >= this.packetLimit) {
      throw new SvsError("store-full", "The store is full.");
    }
    for (const [other, { own: kept }] of this.medium) {
      const fits =
        this.byteLength + stored.packet.length <= this.byteLimit && this.packetCount < this.packetLimit;
      if (!fits && !kept) {
        this.medium.delete(other);
      }
    }
    this.medium.set(key, stored);
  }

  async get(name: Name, { canBePrefix = false }: GetOptions = {}): Promise<Uint8Array | undefined> {
    await this.turn();
    const matching = [...this.medium.values()].filter((one) =>
      canBePrefix ? name.isPrefixOf(one.name) : name.equals(one.name),
    );
    return matching.toSorted((a, b) => a.name.compare(b.name))[0]?.packet;
  }

  async has(name: Name): Promise<boolean> {
    await this.turn();
    return this.medium.has(name.valueHex);
  }

  async *range({ node, bootstrapTime, low, high }: PublicationRange): AsyncGenerator<StoredPacket> {
    await this.turn();
    const matching = [...this.medium.values()].filter(
      (one) =>
        one.node.equals(node) && one.bootstrapTime === bootstrapTime && one.seqNo >= low && one.seqNo <= high,
    );
    yield* matching.toSorted((a, b) => a.seqNo - b.seqNo || a.segment - b.segment);
  }

  async delete(name: Name): Promise<boolean> {
    await this.turn();
    return this.medium.delete(name.valueHex);
  }
}

function sizeOf(packets: readonly StoredPacket[]): number {
  return packets.reduce((octets, { packet }) => octets + packet.length, 0);
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
