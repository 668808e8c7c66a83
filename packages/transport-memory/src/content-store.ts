import type { Millis } from "@svs/core";
import { compareOctets } from "./octets.js";
import type { WirePacket } from "./wire-packet.js";

interface Cached {
  readonly name: Uint8Array;
  readonly packet: WirePacket;
  readonly staleAt: Millis;
}

/** Data that passed by a forwarder lately: at most so many packets, the least recently used leaves first. */
export class ContentStore {
  /** In canonical order of names. */
  private readonly sorted: Cached[] = [];
  /** In order of use. */
  private readonly used = new Set<Cached>();

  /** @param capacity - in packets; 0 for none. */
  constructor(private readonly capacity: number) {}

  put(now: Millis, packet: WirePacket): void {
    if (this.capacity === 0) {
      return;
    }
    const name = packet.name.slice();
    const cached: Cached = { name, packet, staleAt: now + packet.fields.freshnessPeriod };
    const at = this.find(name);
    const existing = this.sorted[at];
    if (existing && compareOctets(existing.name, name) === 0) {
      this.used.delete(existing);
      this.sorted[at] = cached;
    } else {
      this.sorted.splice(at, 0, cached);
    }
    this.used.add(cached);
    if (this.used.size > this.capacity) {
      const [eldest] = this.used;
      this.used.delete(eldest!);
      this.sorted.splice(this.find(eldest!.name), 1);
    }
  }

  /** The Data that answers an Interest; of several, the first in canonical order. */
  get(now: Millis, interest: WirePacket): WirePacket | undefined {
    if (this.sorted.length === 0) {
      return undefined;
    }
    const { name, fields, depth } = interest;
    const wholeName = interest.asksForDigest ? name.subarray(0, interest.nameLength(depth - 1)) : name;
    for (let at = this.find(wholeName); at < this.sorted.length; ++at) {
      const cached = this.sorted[at]!;
      if (!beginsWith(cached.name, wholeName)) {
        return undefined;
      }
      if (cached.packet.satisfies(interest) && (!fields.mustBeFresh || now < cached.staleAt)) {
        this.used.delete(cached);
        this.used.add(cached);
        return cached.packet;
      }
    }
    return undefined;
  }

  clear(): void {
    this.sorted.length = 0;
    this.used.clear();
  }

  /** Where the first name not before `name` stands. */
  private find(name: Uint8Array): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareOctets(this.sorted[middle]!.name, name) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

function beginsWith(octets: Uint8Array, head: Uint8Array): boolean {
  return octets.length >= head.length && compareOctets(octets.subarray(0, head.length), head) === 0;
}
