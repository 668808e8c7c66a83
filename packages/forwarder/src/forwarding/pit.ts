import type { ForwarderClock, Millis } from "../clock.js";
import type { InterestPacketView } from "../packet/interest-packet-view.js";
import { TlvType } from "../packet/tlv-type.js";
import { DeadlineQueue } from "./deadline-queue.js";
import type { Face } from "./face.js";
import type { NameIndex } from "./name-index.js";
import { NameTable } from "./name-table.js";

/** An Interest that a face waits for. */
export interface InRecord {
  readonly face: Face;
  /** Octets of the Interest, to give back in a Nack. */
  packet: Uint8Array;
  nonce: number;
  pitToken: Uint8Array | undefined;
  expiresAt: Millis;
}

/** An Interest that was sent to a face. */
export interface OutRecord {
  readonly face: Face;
  nonce: number;
  /** When it was sent, by order of sending. */
  sentAt: number;
  expiresAt: Millis;
  /** Reason of the Nack that came back, if one did. */
  nackReason: number | undefined;
}

/** An Interest that pends, for as many faces as asked for it. */
export class PitEntry {
  next: PitEntry | undefined;
  deadline: Millis = 0;
  queuePlace = -1;
  readonly inRecords: InRecord[] = [];
  readonly outRecords: OutRecord[] = [];

  constructor(
    readonly name: Uint8Array,
    readonly hash: number,
    readonly depth: number,
    readonly canBePrefix: boolean,
    readonly mustBeFresh: boolean,
    /** Whether the name ends with an implicit digest. */
    readonly hasDigest: boolean,
  ) {}

  inRecord(face: Face): InRecord | undefined {
    return this.inRecords.find((record) => record.face === face);
  }

  outRecord(face: Face): OutRecord | undefined {
    return this.outRecords.find((record) => record.face === face);
  }
}

/** The Pending Interest Table. */
export class Pit {
  readonly #table = new NameTable<PitEntry>();
  readonly #queue: DeadlineQueue<PitEntry>;
  /** `#prefixes[k]`: entries of k components that a longer Data name may answer. */
  readonly #prefixes: number[] = [];
  #digests = 0;

  /** @param onExpired - called with each entry that nothing answered, after it was taken out. */
  constructor(clock: ForwarderClock, onExpired: (entry: PitEntry) => void) {
    this.#queue = new DeadlineQueue(clock, (entry) => {
      this.delete(entry);
      onExpired(entry);
    });
  }

  get size(): number {
    return this.#table.size;
  }

  /** Whether Data must be hashed to find the entries it answers. */
  get hasDigests(): boolean {
    return this.#digests > 0;
  }

  find(index: NameIndex, interest: InterestPacketView): PitEntry | undefined {
    let entry = this.#table.bucket(index.hashes[index.depth]!);
    while (
      entry !== undefined &&
      (entry.canBePrefix !== interest.canBePrefix ||
        entry.mustBeFresh !== interest.mustBeFresh ||
        !index.prefixEquals(index.depth, entry.name))
    ) {
      entry = entry.next;
    }
    return entry;
  }

  /** Makes an entry for an Interest; it stays until {@link delete}, or until its time is over. */
  insert(index: NameIndex, interest: InterestPacketView, packet: Uint8Array): PitEntry {
    const { depth } = index;
    const entry = new PitEntry(
      packet.subarray(interest.nameStart, interest.nameEnd),
      index.hashes[depth]!,
      depth,
      interest.canBePrefix,
      interest.mustBeFresh,
      index.lastType === TlvType.ImplicitSha256DigestComponent,
    );
    this.#table.insert(entry);
    if (entry.canBePrefix) {
      this.#prefixes[depth] = (this.#prefixes[depth] ?? 0) + 1;
    }
    if (entry.hasDigest) {
      ++this.#digests;
    }
    return entry;
  }

  /** Says until when the faces of an entry wait. */
  expireAt(entry: PitEntry, deadline: Millis): void {
    this.#queue.set(entry, deadline);
  }

  delete(entry: PitEntry): void {
    if (!this.#table.delete(entry)) {
      return;
    }
    this.#queue.delete(entry);
    if (entry.canBePrefix) {
      --this.#prefixes[entry.depth]!;
    }
    if (entry.hasDigest) {
      --this.#digests;
    }
    for (const { face } of entry.inRecords) {
      --face.pending;
    }
  }

  /**
   * Adds to `matches` the entries that a Data with this name answers, the longest names first.
   * @param digest - the Data's implicit digest component, if {@link hasDigests}.
   */
  match(index: NameIndex, digest: Uint8Array | undefined, matches: PitEntry[]): void {
    if (digest !== undefined) {
      this.#matchDigest(index, digest, matches);
    }
    const top = Math.min(index.depth, this.#prefixes.length - 1);
    this.#matchDepth(index, index.depth, matches);
    for (let depth = top === index.depth ? top - 1 : top; depth > 0; --depth) {
      if ((this.#prefixes[depth] ?? 0) > 0) {
        this.#matchDepth(index, depth, matches);
      }
    }
  }

  #matchDepth(index: NameIndex, depth: number, matches: PitEntry[]): void {
    const exact = depth === index.depth;
    let entry = this.#table.bucket(index.hashes[depth]!);
    for (; entry !== undefined; entry = entry.next) {
      if ((exact || entry.canBePrefix) && index.prefixEquals(depth, entry.name)) {
        matches.push(entry);
      }
    }
  }

  #matchDigest(index: NameIndex, digest: Uint8Array, matches: PitEntry[]): void {
    const length = index.lengths[index.depth]!;
    let entry = this.#table.bucket(index.extendedHash(index.depth, digest));
    for (; entry !== undefined; entry = entry.next) {
      const { name } = entry;
      if (
        entry.hasDigest &&
        name.length === length + digest.length &&
        index.prefixEquals(index.depth, name.subarray(0, length)) &&
        Buffer.compare(name.subarray(length), digest) === 0
      ) {
        matches.push(entry);
      }
    }
  }

  /** All entries, in no particular order. The table may not change meanwhile. */
  entries(): IterableIterator<PitEntry> {
    return this.#table.entries();
  }

  /** Forgets what a face waits for. */
  removeFace(face: Face): void {
    for (const entry of [...this.#table.entries()]) {
      const place = entry.inRecords.findIndex((record) => record.face === face);
      if (place >= 0) {
        entry.inRecords.splice(place, 1);
        --face.pending;
        if (entry.inRecords.length === 0) {
          this.delete(entry);
        }
      }
    }
  }

  clear(): void {
    this.#table.clear();
    this.#queue.clear();
    this.#prefixes.length = 0;
    this.#digests = 0;
  }
}
