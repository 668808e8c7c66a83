import type { Millis } from "@svs/core";
import type { WirePacket } from "./wire-packet.js";

/** How long a Nonce is remembered at least; twice as long at the most. */
const MEMORY: Millis = 6000;

/** The Interests that came by lately, by name and Nonce: a loop is known by them. */
export class NonceMemory {
  private recent = new Set<number>();
  private older = new Set<number>();
  private turned: Millis = 0;

  /** Remembers an Interest. @returns `false` if it came by before. */
  add(now: Millis, packet: WirePacket): boolean {
    if (now - this.turned >= MEMORY) {
      this.older = now - this.turned < 2 * MEMORY ? this.recent : new Set();
      this.recent = new Set();
      this.turned = now;
    }
    // 53 bits of both, so that chance does not make two Interests look alike.
    const key = (packet.hash >>> 0) * 2 ** 21 + (Math.imul(packet.fields.nonce!, 0x9e3779b1) >>> 11);
    if (this.recent.has(key) || this.older.has(key)) {
      return false;
    }
    this.recent.add(key);
    return true;
  }

  clear(): void {
    this.recent.clear();
    this.older.clear();
  }
}
