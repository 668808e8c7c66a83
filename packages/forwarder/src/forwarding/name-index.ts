import { equalOctets } from "../packet/equal-octets.js";
import { TlvCursor } from "../packet/tlv-cursor.js";

/** A name of the largest packet has fewer components than this: each takes two octets at the least. */
const componentsMax = 4400;

/**
 * The prefixes of one name, each with its hash: what every table of the forwarder is searched with.
 * One index serves for many names: {@link load} overwrites it.
 */
export class NameIndex {
  readonly #cursor = new TlvCursor();
  readonly #seed: number;

  /** Octets that hold the name's TLV-VALUE, from {@link start}. */
  octets: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Number of components. */
  depth = 0;
  /** TLV-TYPE of the last component; 0 if the name is empty. */
  lastType = 0;
  /** `lengths[k]`: octets of the first k components. */
  readonly lengths = new Int32Array(componentsMax + 1);
  /** `hashes[k]`: hash of the first k components. */
  readonly hashes = new Int32Array(componentsMax + 1);

  /** @param seed - of the hash, the same for all indexes that search a table. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @returns whether `octets[start..end]` is a well-formed Name TLV-VALUE; if not, the index is empty. */
  load(octets: Uint8Array, start = 0, end = octets.length): boolean {
    this.octets = octets;
    this.start = start;
    this.depth = this.lastType = 0;
    this.lengths[0] = 0;
    this.hashes[0] = this.#seed;

    const cursor = this.#cursor.reset(octets, start, end);
    let depth = 0;
    let hash = this.#seed;
    while (cursor.next()) {
      if (depth === componentsMax || cursor.type > 0xffff) {
        return false;
      }
      for (let i = cursor.start; i < cursor.valueEnd; ++i) {
        hash = Math.imul(hash ^ octets[i]!, 0x01000193);
      }
      ++depth;
      this.hashes[depth] = hash;
      this.lengths[depth] = cursor.valueEnd - start;
    }
    if (cursor.malformed) {
      return false;
    }
    this.depth = depth;
    this.lastType = depth === 0 ? 0 : cursor.type;
    return true;
  }

  /** Whether the first `depth` components are exactly `name`, a Name TLV-VALUE. */
  prefixEquals(depth: number, name: Uint8Array): boolean {
    const length = this.lengths[depth]!;
    return name.length === length && equalOctets(this.octets, this.start, name, 0, length);
  }

  /** The TLV-VALUE of the Name of the first `depth` components, copied. */
  copyPrefix(depth: number): Uint8Array {
    return this.octets.slice(this.start, this.start + this.lengths[depth]!);
  }

  /** Hash of the first `depth` components with one more component, given as its TLV octets. */
  extendedHash(depth: number, component: Uint8Array): number {
    let hash = this.hashes[depth]!;
    for (const octet of component) {
      hash = Math.imul(hash ^ octet, 0x01000193);
    }
    return hash;
  }
}
