import type { Name } from "@ndn/packet";
import { HASH_START, hashOctets } from "./octets.js";
import type { WirePacket } from "./wire-packet.js";

/** Something kept under a prefix. */
export interface PrefixEntry<T> {
  /** TLV-VALUE of the prefix, and its number of components. */
  readonly octets: Uint8Array;
  readonly depth: number;
  value: T;
}

/** Values under prefixes, found by the longest one that a packet's name begins with. */
export class PrefixTable<T> {
  private readonly buckets = new Map<number, PrefixEntry<T>[]>();
  private deepest = -1;

  get(prefix: Name): PrefixEntry<T> | undefined {
    const { value: octets } = prefix;
    return this.buckets.get(hashOf(octets))?.find((entry) => sameOctets(entry.octets, octets));
  }

  /** Puts a value under a prefix, in the place of the one before. */
  set(prefix: Name, value: T): PrefixEntry<T> {
    const existing = this.get(prefix);
    if (existing) {
      existing.value = value;
      return existing;
    }
    const { value: octets } = prefix;
    const entry: PrefixEntry<T> = { octets, depth: prefix.length, value };
    const hash = hashOf(octets);
    this.buckets.set(hash, [...(this.buckets.get(hash) ?? []), entry]);
    this.deepest = Math.max(this.deepest, entry.depth);
    return entry;
  }

  delete(prefix: Name): void {
    const { value: octets } = prefix;
    const hash = hashOf(octets);
    const rest = this.buckets.get(hash)?.filter((entry) => !sameOctets(entry.octets, octets)) ?? [];
    if (rest.length > 0) {
      this.buckets.set(hash, rest);
    } else {
      this.buckets.delete(hash);
    }
  }

  /** The entry of the longest prefix of at most `depth` components that the packet's name has. */
  longest(packet: WirePacket, depth = packet.depth): PrefixEntry<T> | undefined {
    for (let d = Math.min(depth, this.deepest); d >= 0; --d) {
      const bucket = this.buckets.get(packet.fields.hashes[d]!);
      if (bucket) {
        for (const entry of bucket) {
          if (entry.depth === d && packet.hasPrefix(entry.octets, d)) {
            return entry;
          }
        }
      }
    }
    return undefined;
  }
}

function hashOf(octets: Uint8Array): number {
  return hashOctets(octets, 0, octets.length, HASH_START);
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
