import type { Name } from "@ndn/packet";
import { sameOctets, startsWithOctets } from "../octets.js";
import { SortedOctetMap } from "../sorted-octet-map.js";
import { SvsError } from "../svs-error.js";
import type { GetOptions, PublicationRange, PublicationStore, StoredPacket } from "./publication-store.js";

/** Options of {@link MemoryPublicationStore}. */
export interface MemoryPublicationStoreOptions {
  /** Octets of packets at the most. Default 64 MiB. */
  byteLimit?: number | undefined;
  /** Packets at the most. Default unlimited. */
  packetLimit?: number | undefined;
}

/**
 * Keeps publications in memory; they are gone with the process.
 *
 * Eviction order: packets of other members, in the order in which they were put. Own packets
 * are kept; a store full of them refuses the next one with `store-full`.
 */
export class MemoryPublicationStore implements PublicationStore {
  readonly byteLimit: number;
  readonly packetLimit: number;
  private octets = 0;
  private closed = false;
  private readonly byName = new SortedOctetMap<StoredPacket>();
  /** Packets of others in the order of eviction. */
  private readonly evictable = new Set<StoredPacket>();
  private evictableOctets = 0;

  constructor(options: MemoryPublicationStoreOptions = {}) {
    this.byteLimit = options.byteLimit ?? 64 * 1024 * 1024;
    this.packetLimit = options.packetLimit ?? Number.POSITIVE_INFINITY;
    if (!(this.byteLimit > 0)) {
      throw new SvsError("invalid-argument", "byteLimit must be a number of octets above 0.");
    }
    if (!(this.packetLimit >= 1)) {
      throw new SvsError("invalid-argument", "packetLimit must be a number of packets, 1 or more.");
    }
  }

  get byteLength(): number {
    return this.octets;
  }

  get packetCount(): number {
    return this.byName.size;
  }

  async put(stored: StoredPacket): Promise<void> {
    this.ensureOpen();
    const held = this.byName.get(stored.name.value);
    if (held) {
      if (sameOctets(held.packet, stored.packet)) {
        return;
      }
      throw new SvsError("store-conflict", `Another Data is already stored under ${stored.name}.`);
    }
    this.makeRoom(stored.packet.length);
    this.byName.set(stored.name.value, stored);
    this.octets += stored.packet.length;
    if (!stored.own) {
      this.evictable.add(stored);
      this.evictableOctets += stored.packet.length;
    }
  }

  async get(name: Name, options?: GetOptions): Promise<Uint8Array | undefined> {
    this.ensureOpen();
    if (!options?.canBePrefix) {
      return this.byName.get(name.value)?.packet;
    }
    const found = this.byName.atOrAfter(name.value);
    return found && startsWithOctets(found.key, name.value) ? found.value.packet : undefined;
  }

  async has(name: Name): Promise<boolean> {
    this.ensureOpen();
    return this.byName.get(name.value) !== undefined;
  }

  /** Goes through all that is held: members ask for a range when they open, and for names all the time. */
  async *range({ node, bootstrapTime, low, high }: PublicationRange): AsyncIterable<StoredPacket> {
    this.ensureOpen();
    const found: StoredPacket[] = [];
    for (const stored of this.byName.values()) {
      const { seqNo } = stored;
      if (
        seqNo >= low &&
        seqNo <= high &&
        stored.bootstrapTime === bootstrapTime &&
        stored.node.equals(node)
      ) {
        found.push(stored);
      }
    }
    found.sort((a, b) => a.seqNo - b.seqNo || a.segment - b.segment);
    for (const stored of found) {
      if (this.byName.get(stored.name.value) === stored) {
        yield stored; // not deleted meanwhile
      }
    }
  }

  async delete(name: Name): Promise<boolean> {
    this.ensureOpen();
    const held = this.byName.get(name.value);
    if (held) {
      this.forget(held);
    }
    return held !== undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.byName.clear();
    this.evictable.clear();
    this.evictableOctets = 0;
    this.octets = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private ensureOpen(): void {
    if (this.closed) {
      throw new SvsError("closed", "The publication store is closed.");
    }
  }

  /** Evicts until a packet of `needed` octets fits; evicts nothing when that cannot be reached. */
  private makeRoom(needed: number): void {
    if (this.octets - this.evictableOctets + needed > this.byteLimit) {
      throw new SvsError(
        "store-full",
        `The publication store holds ${this.octets} of ${this.byteLimit} octets and has no room for ${needed} more; raise byteLimit or delete old publications.`,
      );
    }
    if (this.byName.size - this.evictable.size >= this.packetLimit) {
      throw new SvsError(
        "store-full",
        `The publication store holds ${this.byName.size} packets, and no more than ${this.packetLimit}; raise packetLimit or delete old publications.`,
      );
    }
    while (this.octets + needed > this.byteLimit || this.byName.size >= this.packetLimit) {
      const [oldest] = this.evictable;
      this.forget(oldest!);
    }
  }

  private forget(stored: StoredPacket): void {
    this.byName.delete(stored.name.value);
    this.octets -= stored.packet.length;
    if (this.evictable.delete(stored)) {
      this.evictableOctets -= stored.packet.length;
    }
  }
}
