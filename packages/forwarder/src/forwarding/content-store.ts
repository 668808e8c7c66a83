import { createHash } from "node:crypto";
import type { ForwarderClock, Millis } from "../clock.js";
import type { DataPacketView } from "../packet/data-packet-view.js";
import type { InterestPacketView } from "../packet/interest-packet-view.js";
import { TlvType } from "../packet/tlv-type.js";
import type { NameIndex } from "./name-index.js";

/** Octets that an entry takes beside its packet, roughly. */
const entryOverhead = 256;
/** Prefixes of more components than this find nothing, so that no name is costly to keep. */
const prefixDepthMax = 32;

/** One Data, in a list from the most to the least recently used. */
class Entry {
  newer: Entry | undefined;
  older: Entry | undefined;
  #digest: Uint8Array | undefined;

  constructor(
    readonly packet: Uint8Array,
    readonly name: Uint8Array,
    readonly depth: number,
    /** Hashes of the name's prefixes, and at `depth` of the name. */
    readonly hashes: Int32Array,
    readonly freshUntil: Millis,
  ) {}

  get size(): number {
    return this.packet.length + entryOverhead;
  }

  /** SHA-256 of the packet. */
  get digest(): Uint8Array {
    this.#digest ??= createHash("sha256").update(this.packet).digest();
    return this.#digest;
  }
}

/**
 * Data that passed through, kept to answer later Interests. Bounded in octets; the least recently
 * used goes first. A prefix finds the newest Data under it and no other, so a look-up by prefix may
 * miss; it never answers wrongly.
 */
export class ContentStore {
  readonly #clock: ForwarderClock;
  readonly #byName = new Map<number, Entry>();
  readonly #byPrefix = new Map<number, Entry>();
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  #byteLimit: number;
  #byteLength = 0;

  /** Whether Data that pass through are kept. */
  admits: boolean;
  /** Whether Interests are answered. */
  serves: boolean;
  /** Look-ups that found something, and those that did not. */
  hits = 0;
  misses = 0;

  /** @param byteLimit - 0 turns the store off. */
  constructor(clock: ForwarderClock, byteLimit: number) {
    this.#clock = clock;
    this.#byteLimit = byteLimit;
    this.admits = this.serves = byteLimit > 0;
  }

  /** Number of Data held. */
  get size(): number {
    return this.#byName.size;
  }

  /** Octets held, with an allowance for what each Data takes beside its packet. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Octets held at the most. */
  get byteLimit(): number {
    return this.#byteLimit;
  }

  set byteLimit(limit: number) {
    this.#byteLimit = limit;
    this.#evict();
  }

  /** Keeps a Data. @param index - of its name. */
  insert(index: NameIndex, data: DataPacketView): void {
    const { depth } = index;
    if (!this.admits || data.packet.length + entryOverhead > this.#byteLimit) {
      return;
    }
    const packet = data.packet.slice();
    const entry = new Entry(
      packet,
      packet.subarray(data.nameStart, data.nameEnd),
      depth,
      index.hashes.slice(0, depth + 1),
      this.#clock.monotonic() + data.freshnessPeriod,
    );
    const replaced = this.#byName.get(entry.hashes[depth]!);
    if (replaced !== undefined) {
      this.#remove(replaced);
    }
    this.#byName.set(entry.hashes[depth]!, entry);
    for (let k = Math.min(depth - 1, prefixDepthMax); k > 0; --k) {
      this.#byPrefix.set(entry.hashes[k]!, entry);
    }
    this.#byteLength += entry.size;
    this.#linkNewest(entry);
    this.#evict();
  }

  /** The octets of a Data that answers an Interest. @param index - of the Interest's name. */
  find(index: NameIndex, interest: InterestPacketView): Uint8Array | undefined {
    if (!this.serves || this.#byName.size === 0) {
      return undefined;
    }
    const entry = this.#match(index, interest);
    if (entry === undefined || (interest.mustBeFresh && entry.freshUntil <= this.#clock.monotonic())) {
      ++this.misses;
      return undefined;
    }
    ++this.hits;
    this.#unlink(entry);
    this.#linkNewest(entry);
    return entry.packet;
  }

  #match(index: NameIndex, interest: InterestPacketView): Entry | undefined {
    const { depth } = index;
    if (index.lastType === TlvType.ImplicitSha256DigestComponent) {
      const entry = this.#byName.get(index.hashes[depth - 1]!);
      const digest = index.octets.subarray(interest.nameEnd - 32, interest.nameEnd);
      return entry !== undefined &&
        index.prefixEquals(depth - 1, entry.name) &&
        Buffer.compare(entry.digest, digest) === 0
        ? entry
        : undefined;
    }
    const exact = this.#byName.get(index.hashes[depth]!);
    if (exact !== undefined && index.prefixEquals(depth, exact.name)) {
      return exact;
    }
    const longer = interest.canBePrefix ? this.#byPrefix.get(index.hashes[depth]!) : undefined;
    const length = index.lengths[depth]!;
    return longer !== undefined && index.prefixEquals(depth, longer.name.subarray(0, length))
      ? longer
      : undefined;
  }

  /**
   * Forgets Data under a prefix.
   * @param countMax - how many at the most.
   * @returns how many.
   */
  erase(prefix: Uint8Array, countMax: number): number {
    let count = 0;
    for (const entry of [...this.#byName.values()]) {
      if (count < countMax && Buffer.compare(entry.name.subarray(0, prefix.length), prefix) === 0) {
        this.#remove(entry);
        ++count;
      }
    }
    return count;
  }

  #evict(): void {
    while (this.#byteLength > this.#byteLimit) {
      this.#remove(this.#oldest!);
    }
  }

  #remove(entry: Entry): void {
    const { depth, hashes } = entry;
    this.#byName.delete(hashes[depth]!);
    for (let k = Math.min(depth - 1, prefixDepthMax); k > 0; --k) {
      if (this.#byPrefix.get(hashes[k]!) === entry) {
        this.#byPrefix.delete(hashes[k]!);
      }
    }
    this.#byteLength -= entry.size;
    this.#unlink(entry);
  }

  #linkNewest(entry: Entry): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) {
      this.#oldest = entry;
    } else {
      this.#newest.newer = entry;
    }
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    if (entry.newer === undefined) {
      this.#newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    if (entry.older === undefined) {
      this.#oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
  }
}
