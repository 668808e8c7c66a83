import { Data, Interest } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { sha256 } from "@noble/hashes/sha2.js";
import { HASH_START, hashOctets, sameRange } from "./octets.js";
import type { RibEntry } from "./routing.js";
import { TlvReader } from "./tlv-reader.js";

/** What a packet is. A Nack carries the Interest it answers. */
export type PacketKind = "interest" | "data" | "nack";

/** TLV-TYPE numbers of the packet format. */
const TT = {
  ImplicitDigest: 0x01,
  Interest: 0x05,
  Data: 0x06,
  Name: 0x07,
  Nonce: 0x0a,
  InterestLifetime: 0x0c,
  MustBeFresh: 0x12,
  MetaInfo: 0x14,
  FreshnessPeriod: 0x19,
  CanBePrefix: 0x21,
  HopLimit: 0x22,
  AppParameters: 0x24,
} as const;

/** Types of components are from 1 up to it (NDN Packet Format, Name). */
const COMPONENT_TYPE_MAX = 0xffff;

/** The head of the component that an implicit digest is. */
const DIGEST_HEAD = Uint8Array.of(TT.ImplicitDigest, 32);

/** Default InterestLifetime, in milliseconds. */
const DEFAULT_LIFETIME = 4000;

/** What a forwarder reads of a packet: once for all who get these octets. */
class PacketFields {
  /** Where each component of the name ends in the octets, after the start of the first one. */
  readonly ends: number[];
  /** Hash of the name's first i components. */
  readonly hashes: number[];
  nonce: number | undefined;
  lifetime = DEFAULT_LIFETIME;
  canBePrefix = false;
  mustBeFresh = false;
  /** Where the HopLimit's octet is; 0 if there is none. */
  hopLimitAt = 0;
  freshnessPeriod = 0;
  /** The packet as an application sees it; `null` if it cannot be decoded. */
  decoded: Interest | Data | null | undefined;
  digest: Uint8Array | undefined;
  /** Where the name stands in the packet log's table of names; -1 before it does. */
  logName = -1;
  /** The route to it, as of a version of the routes. */
  route: RibEntry | undefined;
  multicast = false;
  routeVersion = -1;

  /** @param components - of the name. */
  constructor(nameStart: number, components: number) {
    this.ends = new Array<number>(components + 1).fill(nameStart);
    this.hashes = new Array<number>(components + 1).fill(HASH_START);
  }
}

/** Octets on their way through the network, with what forwarders need to know of them. */
export class WirePacket {
  private constructor(
    readonly kind: PacketKind,
    /** Never changed. */
    readonly octets: Uint8Array,
    /** Who sent it into the network: an attachment, or a forwarder that had it cached. */
    readonly origin: string,
    /** `undefined` if the octets are damaged beyond a forwarder's understanding. */
    private readonly read: PacketFields | undefined,
  ) {}

  /** Reads the octets of an Interest or Data. */
  static parse(octets: Uint8Array, origin: string): WirePacket | undefined {
    const top = new TlvReader(octets, 0, octets.length);
    if (!top.next() || top.end !== octets.length) {
      return undefined;
    }
    const inner = new TlvReader(octets, top.valueStart, top.end);
    if (!inner.next() || inner.type !== TT.Name) {
      return undefined;
    }
    const fields = readName(octets, inner.valueStart, inner.end);
    if (!fields) {
      return undefined;
    }
    if (top.type === TT.Interest) {
      const intact = readInterest(inner, fields);
      return intact ? new WirePacket("interest", octets, origin, fields) : undefined;
    }
    if (top.type === TT.Data) {
      const intact = readData(octets, inner, fields);
      return intact ? new WirePacket("data", octets, origin, fields) : undefined;
    }
    return undefined;
  }

  /** Whether no forwarder can make anything of the octets. */
  get damaged(): boolean {
    return this.read === undefined;
  }

  /** What a forwarder reads of it. Not asked of a damaged packet. */
  get fields(): PacketFields {
    return this.read!;
  }

  /** Number of components of the name. */
  get depth(): number {
    return this.fields.hashes.length - 1;
  }

  /** The name's hash. */
  get hash(): number {
    return this.fields.hashes[this.depth]!;
  }

  /** The name's TLV-VALUE. */
  get name(): Uint8Array {
    const { ends } = this.fields;
    return this.octets.subarray(ends[0], ends[this.depth]);
  }

  /** Octets of the name's first `depth` components. */
  nameLength(depth = this.depth): number {
    const { ends } = this.fields;
    return ends[depth]! - ends[0]!;
  }

  /** Whether the name's first `depth` components are the given TLV-VALUE. */
  hasPrefix(name: Uint8Array, depth: number): boolean {
    const length = this.nameLength(depth);
    return length === name.length && sameRange(this.octets, this.fields.ends[0]!, name, 0, length);
  }

  /** Whether the names are equal. */
  sameName(other: WirePacket): boolean {
    return this.depth === other.depth && this.beginsLike(other, this.depth);
  }

  /** Whether the first `depth` components of the names are equal, which both have. */
  private beginsLike(other: WirePacket, depth: number): boolean {
    const length = this.nameLength(depth);
    return (
      this.fields.hashes[depth] === other.fields.hashes[depth] &&
      length === other.nameLength(depth) &&
      sameRange(this.octets, this.fields.ends[0]!, other.octets, other.fields.ends[0]!, length)
    );
  }

  /** Whether the name ends in an implicit digest: it is the full name of one Data. */
  get asksForDigest(): boolean {
    const start = this.fields.ends[this.depth - 1];
    return (
      start !== undefined &&
      this.fields.ends[this.depth]! - start === DIGEST_HEAD.length + 32 &&
      sameRange(this.octets, start, DIGEST_HEAD, 0, DIGEST_HEAD.length)
    );
  }

  /** Of a Data: SHA-256 of its octets, the implicit last component of its name. */
  get digest(): Uint8Array {
    this.fields.digest ??= sha256(this.octets);
    return this.fields.digest;
  }

  /** Of a Data: the hash of its full name. */
  get fullHash(): number {
    const head = hashOctets(DIGEST_HEAD, 0, DIGEST_HEAD.length, this.hash);
    return hashOctets(this.digest, 0, 32, head);
  }

  /**
   * Whether a Data of this name answers the Interest. Freshness is not looked at: it matters
   * to content stores only.
   */
  satisfies(interest: WirePacket): boolean {
    const { depth } = interest;
    if (depth <= this.depth) {
      return (depth === this.depth || interest.fields.canBePrefix) && this.beginsLike(interest, depth);
    }
    if (depth !== this.depth + 1 || !interest.asksForDigest) {
      return false;
    }
    const { ends } = interest.fields;
    return (
      interest.beginsLike(this, this.depth) &&
      sameRange(interest.octets, ends[depth]! - 32, this.digest, 0, 32)
    );
  }

  /** The Interest, shared by all who receive it; `undefined` if it cannot be decoded. */
  interest(): Interest | undefined {
    const decoded = this.decode(Interest);
    return decoded instanceof Interest ? decoded : undefined;
  }

  /** The Data, likewise. */
  data(): Data | undefined {
    const decoded = this.decode(Data);
    return decoded instanceof Data ? decoded : undefined;
  }

  /** The same octets, sent by another. */
  from(origin: string): WirePacket {
    return new WirePacket(this.kind, this.octets, origin, this.read);
  }

  /** The Nack of this Interest. */
  nack(origin: string): WirePacket {
    return new WirePacket("nack", this.octets, origin, this.read);
  }

  /** The same packet with other octets, as a bad line would make it. */
  garbled(octets: Uint8Array): WirePacket {
    const packet = this.kind === "nack" ? undefined : WirePacket.parse(octets, this.origin);
    return packet ?? new WirePacket(this.kind, octets, this.origin, undefined);
  }

  /** Hops it may still make; `undefined` if it does not say. */
  get hopLimit(): number | undefined {
    const { hopLimitAt } = this.fields;
    return hopLimitAt === 0 ? undefined : this.octets[hopLimitAt];
  }

  /** The Interest as a forwarder passes it on: with one hop less, if it has a limit. */
  hopped(): WirePacket {
    const { hopLimitAt } = this.fields;
    if (hopLimitAt === 0) {
      return this;
    }
    const octets = this.octets.slice();
    octets[hopLimitAt]! -= 1;
    return WirePacket.parse(octets, this.origin)!;
  }

  private decode(type: typeof Interest | typeof Data): Interest | Data | null {
    const { fields } = this;
    if (fields.decoded === undefined) {
      try {
        fields.decoded = Decoder.decode<Interest | Data>(this.octets, type);
      } catch {
        fields.decoded = null; // counted by who wanted it, as malformed
      }
    }
    return fields.decoded;
  }
}

function readName(octets: Uint8Array, start: number, end: number): PacketFields | undefined {
  const count = new TlvReader(octets, start, end);
  let depth = 0;
  while (count.next()) {
    depth++;
  }
  const fields = new PacketFields(start, depth);
  const components = new TlvReader(octets, start, end);
  let hash = HASH_START;
  for (let i = 1; components.next(); i++) {
    if (components.type < 1 || components.type > COMPONENT_TYPE_MAX) {
      return undefined; // no component, and so no name
    }
    hash = hashOctets(octets, components.start, components.end, hash);
    fields.ends[i] = components.end;
    fields.hashes[i] = hash;
  }
  return components.intact ? fields : undefined;
}

function readInterest(inner: TlvReader, fields: PacketFields): boolean {
  while (inner.next() && inner.type !== TT.AppParameters) {
    switch (inner.type) {
      case TT.CanBePrefix:
        fields.canBePrefix = true;
        break;
      case TT.MustBeFresh:
        fields.mustBeFresh = true;
        break;
      case TT.Nonce:
        fields.nonce = inner.value();
        break;
      case TT.InterestLifetime:
        fields.lifetime = inner.value();
        break;
      case TT.HopLimit:
        if (inner.end - inner.valueStart !== 1) {
          return false;
        }
        fields.hopLimitAt = inner.valueStart;
        break;
    }
  }
  return inner.intact && fields.nonce !== undefined;
}

function readData(octets: Uint8Array, inner: TlvReader, fields: PacketFields): boolean {
  if (inner.next() && inner.type === TT.MetaInfo) {
    const info = new TlvReader(octets, inner.valueStart, inner.end);
    while (info.next()) {
      if (info.type === TT.FreshnessPeriod) {
        fields.freshnessPeriod = info.value();
      }
    }
    return info.intact;
  }
  return inner.intact;
}
