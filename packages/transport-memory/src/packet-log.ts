import type { Millis } from "@svs/core";
import { nameText } from "./name-text.js";
import type { WirePacket } from "./wire-packet.js";

/** What became of a packet on a link, or at its far end. */
export type Fate = (typeof FATES)[number];

const FATES = [
  /** An application got it. */
  "delivered",
  /** A forwarder passed it on. */
  "forwarded",
  /** Like one that the forwarder already waits for: not passed on. */
  "aggregated",
  /** A content store answered it. */
  "cached",
  /** No route leads on. */
  "no-route",
  /** No route leads on, and a Nack says so. */
  "nacked",
  /** The same Interest came before, with the same Nonce. */
  "duplicate-nonce",
  /** Its HopLimit is used up. */
  "hop-limit",
  /** Data or a Nack that nobody waits for. */
  "unsolicited",
  /** The application serves no such prefix. */
  "no-handler",
  /** Its octets are damaged. */
  "malformed",
  /** Larger than the link carries. */
  "too-large",
  /** The far end is not connected. */
  "down",
  /** The link lost it. */
  "lost",
  /** A fault rule dropped it. */
  "dropped",
  /** A fault rule cut the link. */
  "cut",
  /** A fault rule changed its octets; another line tells what became of it. */
  "corrupted",
  /** A fault rule holds it; another line tells what became of it. */
  "held",
] as const;

const KINDS = ["interest", "data", "nack"] as const;

const FATE_IDS = Object.fromEntries(FATES.map((fate, id) => [fate, id])) as Record<Fate, number>;
const KIND_IDS = { interest: 0, data: 1, nack: 2 } as const;

/** The places of a line's numbers in its row of {@link PacketLog.numbers}. */
const ROW = { from: 0, to: 1, name: 2, octets: 3, what: 4, size: 5 } as const;

/** The name of a packet whose name cannot be read. */
const NO_NAME = 0;

/**
 * Every packet on every link, one line each, in the order of arrival, or of sending if it does
 * not arrive. Iterating gives the lines as text: time in milliseconds, link, kind, name, octets,
 * fate.
 */
export class PacketLog implements Iterable<string> {
  private readonly endpoints: string[] = [];
  private readonly endpointIds = new Map<string, number>();
  private readonly names: Uint8Array[] = [new Uint8Array()];
  private readonly nameIds = new Map<number, number[]>();
  private readonly counts = new Array<number>(FATES.length).fill(0);
  private times = new Float64Array(256);
  private numbers = new Uint32Array(256 * ROW.size);
  private count = 0;
  private hashA = 0x811c9dc5 | 0;
  private hashB = 0x9747b28c | 0;

  /** @param keepsLines - whether lines are kept, or only counted and digested. */
  constructor(private readonly keepsLines: boolean) {}

  /** Number of lines, kept or not. */
  get length(): number {
    return this.count;
  }

  /** How many packets met each fate. */
  get fates(): Readonly<Record<Fate, number>> {
    return Object.fromEntries(FATES.map((fate, id) => [fate, this.counts[id]])) as Record<Fate, number>;
  }

  /** A line; `undefined` if there is none, or it was not kept. */
  line(index: number): string | undefined {
    if (!this.keepsLines || index < 0 || index >= this.count) {
      return undefined;
    }
    const row = (column: number): number => this.numbers[index * ROW.size + column]!;
    const what = row(ROW.what);
    const link = `${this.endpoints[row(ROW.from)]} > ${this.endpoints[row(ROW.to)]}`;
    const name = row(ROW.name) === NO_NAME ? "?" : nameText(this.names[row(ROW.name)]!);
    return `${this.times[index]!.toFixed(3)} ${link} ${KINDS[what >> 8]} ${name} ${row(ROW.octets)} ${FATES[what & 255]}`;
  }

  *[Symbol.iterator](): IterableIterator<string> {
    for (let i = 0; i < this.count && this.keepsLines; ++i) {
      yield this.line(i)!;
    }
  }

  /** All lines, each ended by a line feed. */
  toString(): string {
    return [...this].map((line) => `${line}\n`).join("");
  }

  /** 16 hexadecimal digits that stand for all lines, names in full. */
  digest(): string {
    const hex = (hash: number): string => (hash >>> 0).toString(16).padStart(8, "0");
    return hex(this.hashA) + hex(this.hashB);
  }

  /** @internal The number of an end of links. */
  endpoint(name: string): number {
    let id = this.endpointIds.get(name);
    if (id === undefined) {
      id = this.endpoints.push(name) - 1;
      this.endpointIds.set(name, id);
    }
    return id;
  }

  /** @internal Writes a line. */
  add(time: Millis, from: number, to: number, packet: WirePacket, fate: Fate): void {
    this.end(this.begin(time, from, to, packet), fate);
  }

  /**
   * @internal Begins a line, so that it stands before those that follow from it.
   * @returns its index, for {@link end}.
   */
  begin(time: Millis, from: number, to: number, packet: WirePacket): number {
    const index = this.count++;
    const octets = packet.octets.length;
    const ticks = time * 2 ** 20;
    this.mix(ticks / 2 ** 32);
    this.mix(ticks % 2 ** 32);
    this.mix((from << 16) ^ to);
    this.mix((octets << 2) ^ KIND_IDS[packet.kind]);
    this.mix(packet.damaged ? 0 : packet.hash);
    if (this.keepsLines) {
      if (index === this.times.length) {
        this.grow();
      }
      this.times[index] = time;
      const row = index * ROW.size;
      this.numbers[row + ROW.from] = from;
      this.numbers[row + ROW.to] = to;
      this.numbers[row + ROW.name] = packet.damaged ? NO_NAME : this.nameId(packet);
      this.numbers[row + ROW.octets] = octets;
      this.numbers[row + ROW.what] = KIND_IDS[packet.kind] << 8;
    }
    return index;
  }

  /** @internal Says what became of the packet. */
  end(index: number, fate: Fate): void {
    const id = FATE_IDS[fate];
    this.counts[id]!++;
    this.mix((index << 8) ^ id);
    if (this.keepsLines) {
      this.numbers[index * ROW.size + ROW.what]! |= id;
    }
  }

  private mix(word: number): void {
    this.hashA = Math.imul(this.hashA ^ word, 0x01000193);
    this.hashA ^= this.hashA >>> 15;
    this.hashB = Math.imul(this.hashB ^ word, 0x5bd1e995);
    this.hashB ^= this.hashB >>> 13;
  }

  private nameId(packet: WirePacket): number {
    const { fields } = packet;
    if (fields.logName < 0) {
      const known = this.nameIds.get(packet.hash) ?? [];
      let id = known.find((candidate) => packet.hasPrefix(this.names[candidate]!, packet.depth));
      if (id === undefined) {
        id = this.names.push(packet.name.slice()) - 1;
        this.nameIds.set(packet.hash, [...known, id]);
      }
      fields.logName = id;
    }
    return fields.logName;
  }

  private grow(): void {
    const times = new Float64Array(2 * this.times.length);
    times.set(this.times);
    this.times = times;
    const numbers = new Uint32Array(2 * this.numbers.length);
    numbers.set(this.numbers);
    this.numbers = numbers;
  }
}
