import { createHash } from "node:crypto";
import type { ForwarderClock, Millis } from "../clock.js";
import { DataPacketView } from "../packet/data-packet-view.js";
import { InterestPacketView } from "../packet/interest-packet-view.js";
import { TlvType } from "../packet/tlv-type.js";
import { type ForwarderRandom, random32 } from "../random.js";
import { ContentStore } from "./content-store.js";
import { DeadNonceList } from "./dead-nonce-list.js";
import type { Face } from "./face.js";
import { type FaceCounters, newFaceCounters } from "./face-counters.js";
import type { ForwarderLimits } from "./limits.js";
import { NackReason } from "./nack-reason.js";
import { NameIndex } from "./name-index.js";
import { NextHopFinder } from "./next-hop-finder.js";
import { Pit, type PitEntry } from "./pit.js";
import { Rib, type RouteOptions } from "./rib.js";
import { isLocalhost } from "./scope.js";
import type { Strategy } from "./strategy.js";
import { StrategyTable } from "./strategy-table.js";

/** What the core counts, of all faces together. */
export interface ForwardingCounters {
  /** Interests that Data answered, and those that nothing answered in their lifetime. */
  satisfiedInterests: number;
  unsatisfiedInterests: number;
  /** Data that nobody waited for. */
  unsolicitedData: number;
  /** Interests dropped because their Nonce had been seen. */
  duplicateNonces: number;
  /** Packets dropped because their name or hop limit does not allow them where they came from. */
  outOfScope: number;
}

/** What a {@link ForwardingCore} is made of. */
export interface ForwardingCoreOptions {
  readonly clock: ForwarderClock;
  readonly random: ForwarderRandom;
  readonly limits: ForwarderLimits;
  /** Octets of the content store; 0 for none. */
  readonly contentStoreOctets: number;
  /** For names for which none is chosen. */
  readonly defaultStrategy: Strategy;
}

/** No Interest pends for longer than this, whatever it asks for. */
const lifetimeMax: Millis = 3_600_000;

/**
 * Forwards packets between faces; knows nothing of sockets. Packets are relayed octet for octet,
 * but for the hop limit and a missing Nonce.
 *
 * Whatever a face does while a packet is being forwarded waits until that is done, so faces may
 * answer at once.
 */
export class ForwardingCore {
  readonly contentStore: ContentStore;
  readonly rib: Rib;
  readonly strategies: StrategyTable;
  readonly pit: Pit;
  readonly faces = new Map<number, Face>();
  readonly counters: ForwardingCounters = {
    satisfiedInterests: 0,
    unsatisfiedInterests: 0,
    unsolicitedData: 0,
    duplicateNonces: 0,
    outOfScope: 0,
  };

  /** What faces that are gone have counted. */
  readonly totals: FaceCounters = newFaceCounters();

  readonly #clock: ForwarderClock;
  readonly #random: ForwarderRandom;
  readonly #limits: ForwarderLimits;
  readonly #deadNonces: DeadNonceList;
  readonly #interest = new InterestPacketView();
  readonly #data = new DataPacketView();
  readonly #index: NameIndex;
  readonly #nextHops: NextHopFinder;
  readonly #matches: PitEntry[] = [];
  readonly #answered: Face[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = false;
  #sendings = 0;

  constructor(options: ForwardingCoreOptions) {
    const { clock, random, limits, contentStoreOctets, defaultStrategy } = options;
    const seed = random32(random);
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
    this.#index = new NameIndex(seed);
    this.#deadNonces = new DeadNonceList(clock);
    this.contentStore = new ContentStore(clock, contentStoreOctets);
    this.rib = new Rib(clock, seed);
    this.#nextHops = new NextHopFinder(this.rib, seed);
    this.strategies = new StrategyTable(seed, defaultStrategy);
    this.pit = new Pit(clock, (entry) => {
      this.counters.unsatisfiedInterests += entry.inRecords.length;
      this.#bury(entry);
    });
  }

  /** Lets a face take part. */
  addFace(face: Face): void {
    this.faces.set(face.id, face);
  }

  /** Takes a face out, with its routes and what it waits for. */
  removeFace(face: Face): void {
    if (this.faces.delete(face.id)) {
      face.open = false;
      for (const counter of Object.keys(this.totals) as (keyof FaceCounters)[]) {
        this.totals[counter] += face.counters[counter];
      }
      this.#inTurn(() => {
        this.rib.removeFace(face);
        this.pit.removeFace(face);
      });
    }
  }

  /**
   * Adds a route, and sends it the Interests under its prefix that pend where the strategy says so:
   * a member that joins hears the Sync Interest that was sent just before.
   * @param name - Name TLV-VALUE, well formed.
   */
  addRoute(name: Uint8Array, face: Face, options: RouteOptions): void {
    this.rib.register(name, face, options);
    this.#inTurn(() => this.#reachNewNextHop(name, face));
  }

  /** Forgets everything and stops all timers. */
  close(): void {
    this.rib.clear();
    this.pit.clear();
    this.faces.clear();
  }

  /**
   * Takes an Interest from a face.
   * @param packet - its octets, which stay unchanged until the Interest is forgotten.
   */
  receiveInterest(
    face: Face,
    packet: Uint8Array,
    pitToken: Uint8Array | undefined,
    congestionMark: number,
  ): void {
    this.#inTurn(() => this.#onInterest(face, packet, pitToken, congestionMark));
  }

  /** Takes a Data from a face. @param admit - whether it may be kept in the content store. */
  receiveData(face: Face, packet: Uint8Array, congestionMark: number, admit: boolean): void {
    this.#inTurn(() => this.#onData(face, packet, congestionMark, admit));
  }

  /** Takes a Nack from a face. @param packet - the Interest that is refused. */
  receiveNack(face: Face, packet: Uint8Array, reason: number): void {
    this.#inTurn(() => this.#onNack(face, packet, reason));
  }

  #inTurn(work: () => void): void {
    if (this.#busy) {
      this.#waiting.push(work);
      return;
    }
    this.#busy = true;
    try {
      work();
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        next();
      }
    } finally {
      this.#busy = false;
    }
  }

  #onInterest(
    face: Face,
    received: Uint8Array,
    pitToken: Uint8Array | undefined,
    congestionMark: number,
  ): void {
    const interest = this.#interest;
    const index = this.#index;
    if (!face.open) {
      return;
    }
    if (!interest.parse(received) || !index.load(received, interest.nameStart, interest.nameEnd)) {
      ++face.counters.malformed;
      return;
    }
    ++face.counters.inInterests;
    if (interest.hopLimit === 0 || (face.scope === "remote" && isLocalhost(index))) {
      ++this.counters.outOfScope;
      return;
    }
    const packet = this.#adopt(interest);

    const { nonce } = interest;
    const nameHash = index.hashes[index.depth]!;
    let entry = this.pit.find(index, interest);
    if (this.#deadNonces.has(nameHash, nonce) || (entry !== undefined && hasNonce(entry, nonce))) {
      ++this.counters.duplicateNonces;
      return;
    }
    if (entry === undefined) {
      const cached = this.contentStore.find(index, interest);
      if (cached !== undefined) {
        ++this.counters.satisfiedInterests;
        face.sendData(cached, pitToken, 0);
        return;
      }
    }
    const asked = entry?.inRecord(face);
    if (
      asked === undefined &&
      (face.pending >= this.#limits.pendingPerFace ||
        (entry === undefined && this.pit.size >= this.#limits.pending))
    ) {
      ++face.counters.overLimit;
      return;
    }

    const now = this.#clock.monotonic();
    const expiresAt = now + Math.min(interest.lifetime, lifetimeMax);
    const retransmission = asked !== undefined && asked.expiresAt > now;
    entry ??= this.pit.insert(index, interest, packet);
    if (asked === undefined) {
      entry.inRecords.push({ face, packet, nonce, pitToken, expiresAt });
      ++face.pending;
    } else {
      this.#deadNonces.add(nameHash, asked.nonce);
      Object.assign(asked, { packet, nonce, pitToken, expiresAt });
    }
    this.pit.expireAt(entry, Math.max(entry.deadline, expiresAt));
    this.#dispatch(entry, face, packet, expiresAt, retransmission, now, congestionMark);
  }

  /** The Interest that goes on: with a Nonce, one hop less, and in octets that may be kept. */
  #adopt(interest: InterestPacketView): Uint8Array {
    let { packet } = interest;
    if (!interest.hasNonce) {
      packet = interest.withNonce(random32(this.#random));
      interest.parse(packet);
    }
    if (interest.hopLimitAt !== 0) {
      packet = interest.withHopTaken();
    } else if (packet.buffer.byteLength > 4 * packet.length) {
      // Kept as it is, a small packet would keep alive the large chunk that the socket read.
      packet = packet.slice();
    }
    if (packet !== interest.packet) {
      interest.parse(packet);
      this.#index.load(packet, interest.nameStart, interest.nameEnd);
    }
    return packet;
  }

  #dispatch(
    entry: PitEntry,
    ingress: Face,
    packet: Uint8Array,
    expiresAt: Millis,
    retransmission: boolean,
    now: Millis,
    congestionMark: number,
  ): void {
    const strategy = this.strategies.find(this.#index);
    const routed = strategy.afterInterest({
      entry,
      ingress,
      nextHops: this.#nextHops.eligible(this.#index, this.#interest, ingress),
      retransmission,
      now,
      send: (face) => this.#sendInterest(entry, face, ingress, packet, expiresAt, congestionMark),
    });
    if (!routed) {
      const record = entry.inRecord(ingress)!;
      this.pit.delete(entry);
      this.counters.unsatisfiedInterests += entry.inRecords.length;
      this.#bury(entry);
      this.#sendNack(ingress, record.packet, NackReason.NoRoute, record.pitToken);
    }
  }

  #sendInterest(
    entry: PitEntry,
    face: Face,
    ingress: Face,
    packet: Uint8Array,
    expiresAt: Millis,
    congestionMark: number,
  ): void {
    const { nonce } = entry.inRecord(ingress)!;
    const sentAt = ++this.#sendings;
    const record = entry.outRecord(face);
    if (record === undefined) {
      entry.outRecords.push({ face, nonce, sentAt, expiresAt, nackReason: undefined });
    } else {
      Object.assign(record, { nonce, sentAt, expiresAt, nackReason: undefined });
    }
    ++face.counters.outInterests;
    face.sendInterest(packet, ingress, congestionMark);
  }

  #sendNack(face: Face, packet: Uint8Array, reason: number, pitToken: Uint8Array | undefined): void {
    ++face.counters.outNacks;
    face.sendNack(packet, reason, pitToken);
  }

  #onData(face: Face, packet: Uint8Array, congestionMark: number, admit: boolean): void {
    const data = this.#data;
    const index = this.#index;
    if (!face.open) {
      return;
    }
    if (!data.parse(packet) || !index.load(packet, data.nameStart, data.nameEnd)) {
      ++face.counters.malformed;
      return;
    }
    ++face.counters.inData;
    if (face.scope === "remote" && isLocalhost(index)) {
      ++this.counters.outOfScope;
      return;
    }
    const matches = this.#matches;
    matches.length = 0;
    this.pit.match(index, this.pit.hasDigests ? digestComponent(packet) : undefined, matches);
    if (matches.length === 0) {
      ++this.counters.unsolicitedData;
      return;
    }
    if (admit) {
      this.contentStore.insert(index, data);
    }
    const now = this.#clock.monotonic();
    this.#answered.length = 0;
    for (const entry of matches) {
      this.pit.delete(entry);
      this.#bury(entry);
      for (const { face: asking, pitToken, expiresAt } of entry.inRecords) {
        if (asking !== face && asking.open && expiresAt > now) {
          ++this.counters.satisfiedInterests;
          this.#sendData(asking, packet, pitToken, congestionMark);
        }
      }
    }
    matches.length = 0;
  }

  /** A face that waits under several entries gets a Data once, unless tokens tell its Interests apart. */
  #sendData(face: Face, packet: Uint8Array, pitToken: Uint8Array | undefined, congestionMark: number): void {
    if (pitToken === undefined) {
      if (this.#answered.includes(face)) {
        return;
      }
      this.#answered.push(face);
    }
    ++face.counters.outData;
    face.sendData(packet, pitToken, congestionMark);
  }

  #onNack(face: Face, packet: Uint8Array, reason: number): void {
    const interest = this.#interest;
    const index = this.#index;
    if (!face.open) {
      return;
    }
    if (!interest.parse(packet) || !index.load(packet, interest.nameStart, interest.nameEnd)) {
      ++face.counters.malformed;
      return;
    }
    ++face.counters.inNacks;
    const entry = this.pit.find(index, interest);
    const record = entry?.outRecord(face);
    if (entry === undefined || record === undefined || record.nonce !== interest.nonce) {
      return;
    }
    record.nackReason = reason;
    if (!this.strategies.find(index).passesNacks) {
      return;
    }
    let mildest = Number.POSITIVE_INFINITY;
    for (const { nackReason } of entry.outRecords) {
      if (nackReason === undefined) {
        return;
      }
      mildest = Math.min(mildest, nackReason || Number.POSITIVE_INFINITY);
    }
    this.pit.delete(entry);
    this.counters.unsatisfiedInterests += entry.inRecords.length;
    this.#bury(entry);
    for (const asking of entry.inRecords) {
      const told = Number.isFinite(mildest) ? mildest : 0;
      this.#sendNack(asking.face, asking.packet, told, asking.pitToken);
    }
  }

  #reachNewNextHop(name: Uint8Array, face: Face): void {
    const now = this.#clock.monotonic();
    for (const entry of this.pit.entries()) {
      if (
        Buffer.compare(entry.name.subarray(0, name.length), name) !== 0 ||
        entry.outRecord(face) !== undefined
      ) {
        continue;
      }
      const asking = entry.inRecords.find((record) => record.face !== face && record.expiresAt > now);
      if (asking === undefined) {
        continue;
      }
      this.#interest.parse(asking.packet);
      this.#index.load(entry.name);
      if (
        this.strategies.find(this.#index).reachesNewNextHops &&
        this.#nextHops
          .eligible(this.#index, this.#interest, asking.face)
          .some((nextHop) => nextHop.face === face)
      ) {
        this.#sendInterest(entry, face, asking.face, asking.packet, asking.expiresAt, 0);
      }
    }
  }

  /** Remembers the Nonces of an entry that is gone. */
  #bury(entry: PitEntry): void {
    for (const { nonce } of entry.inRecords) {
      this.#deadNonces.add(entry.hash, nonce);
    }
    for (const { nonce } of entry.outRecords) {
      this.#deadNonces.add(entry.hash, nonce);
    }
  }
}

function hasNonce(entry: PitEntry, nonce: number): boolean {
  return (
    entry.inRecords.some((record) => record.nonce === nonce) ||
    entry.outRecords.some((record) => record.nonce === nonce)
  );
}

function digestComponent(packet: Uint8Array): Uint8Array {
  const component = new Uint8Array(34);
  component[0] = TlvType.ImplicitSha256DigestComponent;
  component[1] = 32;
  component.set(createHash("sha256").update(packet).digest(), 2);
  return component;
}
