import { AltUri, type Name } from "@ndn/packet";
import type {
  GetOptions,
  PublicationRange,
  PublicationStore,
  PublicationStoreLimits,
  StoredPacket,
} from "@svs/core";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { StoreTrial } from "../store/store-trial.js";
import { type PacketFields, packetOf } from "./packet-of.js";
import type { PublicationStoreDomain } from "./publication-store-domain.js";

/** A case's hand in a domain of publication stores. */
export class PublicationStoreTrial extends StoreTrial<PublicationStore, PublicationStoreDomain> {
  open(limits?: Partial<PublicationStoreLimits>): Promise<PublicationStore> {
    return this.fulfilled(() => this.domain.open(limits), "opening the store");
  }

  /** Closes a store, and opens it again. */
  async reopen(store: PublicationStore, limits?: Partial<PublicationStoreLimits>): Promise<PublicationStore> {
    await this.fulfilled(() => store.close(), "close()");
    return this.open(limits);
  }

  /** Kills the process that has the store open, and opens what is left. */
  async killAndOpen(
    store: PublicationStore,
    limits?: Partial<PublicationStoreLimits>,
  ): Promise<PublicationStore> {
    await this.domain.kill(store);
    return this.open(limits);
  }

  /** Puts packets, one after the other. */
  async put(store: PublicationStore, ...packets: readonly StoredPacket[]): Promise<void> {
    for (const packet of packets) {
      await this.fulfilled(() => store.put(packet), `put(${uri(packet.name)})`);
    }
  }

  /** Makes a packet and puts it. */
  async putOf(store: PublicationStore, fields: PacketFields = {}): Promise<StoredPacket> {
    const packet = packetOf(fields);
    await this.put(store, packet);
    return packet;
  }

  async delete(store: PublicationStore, { name }: StoredPacket): Promise<boolean> {
    return this.fulfilled(() => store.delete(name), `delete(${uri(name)})`);
  }

  /** What `get` gives. */
  got(store: PublicationStore, name: Name, options?: GetOptions): Promise<Uint8Array | undefined> {
    return this.fulfilled(() => store.get(name, options), `get(${uri(name)})`);
  }

  /** The packets of a range; of `/alice` and her numbers up to 99 if nothing else is said. */
  range(store: PublicationStore, of: Partial<PublicationRange> = {}): Promise<StoredPacket[]> {
    const { node, bootstrapTime } = packetOf({});
    const collect = async (): Promise<StoredPacket[]> => {
      const packets: StoredPacket[] = [];
      for await (const packet of store.range({ node, bootstrapTime, low: 1, high: 99, ...of })) {
        packets.push(packet);
      }
      return packets;
    };
    return this.fulfilled(collect, "a range to end");
  }

  /** Checks that a get gives a packet's octets. */
  async checkGot(
    store: PublicationStore,
    name: Name,
    expected: StoredPacket,
    options?: GetOptions,
  ): Promise<void> {
    const octets = await this.got(store, name, options);
    check(octets !== undefined, `get(${uri(name)}) gave nothing; expected ${uri(expected.name)}`);
    checkOctets(octets, expected.packet, `get(${uri(name)}) of ${uri(expected.name)}`);
  }

  /** Checks that packets are held, under their names. */
  async checkHeld(store: PublicationStore, ...packets: readonly StoredPacket[]): Promise<void> {
    for (const packet of packets) {
      await this.checkGot(store, packet.name, packet);
      const has = await this.fulfilled(() => store.has(packet.name), `has(${uri(packet.name)})`);
      check(has, `has(${uri(packet.name)}) said ${has} of a packet that get gives`);
    }
  }

  /** Checks that nothing is held under the names of packets. */
  async checkAbsent(store: PublicationStore, ...packets: readonly StoredPacket[]): Promise<void> {
    for (const { name } of packets) {
      const octets = await this.got(store, name);
      check(octets === undefined, `get(${uri(name)}) gave ${octets?.length} octets; expected nothing`);
      const has = await this.fulfilled(() => store.has(name), `has(${uri(name)})`);
      check(!has, `has(${uri(name)}) said ${has}; expected false`);
    }
  }

  /** Checks that a range has these packets, in this order. */
  async checkRange(
    store: PublicationStore,
    of: Partial<PublicationRange>,
    ...expected: readonly StoredPacket[]
  ): Promise<void> {
    const packets = await this.range(store, of);
    const [seen, wanted] = [packets, expected].map((list) => list.map(({ name }) => uri(name)).join(", "));
    check(seen === wanted, `the range gave ${seen || "nothing"}; expected ${wanted || "nothing"}`);
    for (const [i, packet] of packets.entries()) {
      checkOctets(packet.packet, expected[i]!.packet, `${uri(packet.name)} in the range`);
    }
  }

  /** Checks that `byteLength` and `packetCount` count these packets. */
  checkCounted(store: PublicationStore, ...packets: readonly StoredPacket[]): void {
    const octets = sizeOf(...packets);
    check(store.byteLength === octets, `byteLength is ${store.byteLength}; expected ${octets}`);
    const count = packets.length;
    check(store.packetCount === count, `packetCount is ${store.packetCount}; expected ${count}`);
  }
}

/** Octets of packets. */
export function sizeOf(...packets: readonly StoredPacket[]): number {
  return packets.reduce((octets, { packet }) => octets + packet.length, 0);
}

export function uri(name: Name): string {
  return AltUri.ofName(name);
}
