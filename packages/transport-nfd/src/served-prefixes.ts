import type { Name } from "@ndn/packet";
import type { ServedPrefix } from "./served-prefix.js";

/** The prefixes a transport serves, found by longest prefix match. */
export class ServedPrefixes {
  /** By the hex form of the prefix. */
  private readonly table = new Map<string, ServedPrefix>();

  /** Those of them that hear Interests as octets: a few. */
  private hearers: readonly ServedPrefix[] = [];

  add(served: ServedPrefix): void {
    this.table.set(served.prefix.valueHex, served);
    if (served.options.hear) {
      this.hearers = [...this.hearers, served];
    }
  }

  has(prefix: Name): boolean {
    return this.table.has(prefix.valueHex);
  }

  /** Takes one out. @returns whether it was in. */
  delete(served: ServedPrefix): boolean {
    const key = served.prefix.valueHex;
    this.hearers = this.hearers.filter((each) => each !== served);
    return this.table.get(key) === served && this.table.delete(key);
  }

  /**
   * Shows an Interest's octets to those under whose prefix it is.
   * @param nameStart - where the TLV-VALUE of its name begins, which ends at `nameEnd`.
   * @returns whether one of them has dealt with it.
   */
  hear(packet: Uint8Array, nameStart: number, nameEnd: number): boolean {
    return this.hearers.some(
      ({ prefix: { value }, options: { hear } }) =>
        value.length <= nameEnd - nameStart &&
        value.every((octet, i) => packet[nameStart + i] === octet) &&
        hear!(packet),
    );
  }

  /** The served prefix with the most components that `name` begins with. */
  longestMatch(name: Name): ServedPrefix | undefined {
    if (this.table.size === 0) {
      return undefined;
    }
    const key = name.valueHex;
    let end = key.length;
    for (let i = name.length; i >= 0; --i) {
      const served = this.table.get(key.slice(0, end));
      if (served !== undefined) {
        return served;
      }
      end -= 2 * (name.comps[i - 1]?.tlv.length ?? 0);
    }
    return undefined;
  }

  /** In the order in which they were added. A copy. */
  all(): readonly ServedPrefix[] {
    return [...this.table.values()];
  }
}
