import type { WirePacket } from "./wire-packet.js";

/** Something that waits for the Data of an Interest. */
export interface Waiting {
  readonly packet: WirePacket;
}

/** Interests that wait for Data, found by name hash, in the order in which they were added. */
export class InterestTable<E extends Waiting> {
  private readonly buckets = new Map<number, E[]>();
  private count = 0;
  /** Entries that an exact name does not find. */
  private prefixes = 0;
  private digests = 0;

  get size(): number {
    return this.count;
  }

  add(entry: E): void {
    const { packet } = entry;
    const bucket = this.buckets.get(packet.hash);
    if (bucket) {
      bucket.push(entry);
    } else {
      this.buckets.set(packet.hash, [entry]);
    }
    this.count++;
    this.prefixes += packet.fields.canBePrefix ? 1 : 0;
    this.digests += packet.asksForDigest ? 1 : 0;
  }

  /** @returns whether it was there. */
  delete(entry: E): boolean {
    const { packet } = entry;
    const bucket = this.buckets.get(packet.hash);
    const at = bucket ? bucket.indexOf(entry) : -1;
    if (!bucket || at < 0) {
      return false;
    }
    if (bucket.length === 1) {
      this.buckets.delete(packet.hash);
    } else {
      bucket.splice(at, 1);
    }
    this.count--;
    this.prefixes -= packet.fields.canBePrefix ? 1 : 0;
    this.digests -= packet.asksForDigest ? 1 : 0;
    return true;
  }

  /** The first entry of the same name and selectors that `accept` takes. */
  find(packet: WirePacket, accept?: (entry: E) => boolean): E | undefined {
    return this.buckets
      .get(packet.hash)
      ?.find(
        (entry) =>
          entry.packet.fields.canBePrefix === packet.fields.canBePrefix &&
          entry.packet.fields.mustBeFresh === packet.fields.mustBeFresh &&
          entry.packet.sameName(packet) &&
          (accept === undefined || accept(entry)),
      );
  }

  /** Every entry that the Data answers. */
  answeredBy(data: WirePacket): E[] {
    const found: E[] = [];
    this.collect(data.hash, data, found);
    if (this.digests > 0) {
      this.collect(data.fullHash, data, found);
    }
    if (this.prefixes > 0) {
      for (let depth = data.depth - 1; depth >= 0; --depth) {
        this.collect(data.fields.hashes[depth]!, data, found);
      }
    }
    return found;
  }

  /** Removes what `stale` picks out. */
  sweep(stale: (entry: E) => boolean): void {
    for (const entry of this.entries()) {
      if (stale(entry)) {
        this.delete(entry);
      }
    }
  }

  /** All entries, as they are now. */
  entries(): E[] {
    return [...this.buckets.values()].flat();
  }

  clear(): void {
    this.buckets.clear();
    this.count = 0;
    this.prefixes = 0;
    this.digests = 0;
  }

  private collect(hash: number, data: WirePacket, found: E[]): void {
    const bucket = this.buckets.get(hash);
    if (bucket) {
      for (const entry of bucket) {
        if (data.satisfies(entry.packet)) {
          found.push(entry);
        }
      }
    }
  }
}
