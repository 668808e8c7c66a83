import type { Interest, Name, NameLike, Signer } from "@ndn/packet";
import { withSignal } from "./abortable.js";
import type { SyncSender } from "./dialect/dialect.js";
import { digestSigning } from "./digest-signing.js";
import { nameOption } from "./name-option.js";
import type { Millis } from "./ports/clock.js";
import type { MemberState } from "./ports/state-store.js";
import type { Publication } from "./publication.js";
import { Publisher } from "./publisher.js";
import type { WaitOptions } from "./sv-sync-core-options.js";
import { SvSyncReader, type SvSyncReaderOptions } from "./sv-sync-reader.js";
import { SvsError } from "./svs-error.js";
import { Unserved } from "./unserved.js";

/** Options of {@link SvSyncBase} and of `SvSync`. */
export interface SvSyncOptions extends SvSyncReaderOptions {
  /** Node prefix: this member's own name. */
  node: NameLike;
  /** Signs publications. Default {@link digestSigning}. */
  publicationSigner?: Signer | undefined;
  /** FreshnessPeriod of publications, in milliseconds. Default 10 000. */
  freshnessPeriod?: Millis | undefined;
  /**
   * Octets of content in one packet at the most; a larger publication is cut into segments.
   * Default: what the transport carries, less 1 400 for names and signature.
   */
  segmentSize?: number | undefined;
}

/** Options of `publish`. */
export interface PublishOptions extends WaitOptions {
  /** A node prefix of this member. Default: the one it was opened with. */
  node?: NameLike | undefined;
}

/** Room in a packet for two long names, MetaInfo and a signature by RSA with 4 096 bits. */
const PACKET_OVERHEAD = 1400;

const utf8 = new TextEncoder();

/**
 * A member that publishes and fetches, with Data names of the application's choice: derive from
 * it and override {@link dataName} and {@link dataPrefix}. `SvSync` is the one with the names of
 * the specification.
 */
export abstract class SvSyncBase extends SvSyncReader {
  /** The node prefix it was opened with. */
  readonly node: Name;
  private readonly publisher: Publisher;
  private readonly segmentSize: number;
  /** Octets that encryption adds to a content. */
  private readonly cipherOverhead: number;
  private readonly unserved = new Unserved();

  /** @internal Derived classes call it from their `open`, and then `start`. */
  protected constructor(options: SvSyncOptions) {
    super(options);
    this.node = nameOption("node", options.node);
    this.segmentSize = segmentSizeOption(options.segmentSize, this.transport.packetSizeMax);
    this.cipherOverhead = options.publicationCipher?.overhead ?? 0;
    this.publisher = new Publisher({
      clock: this.clock,
      store: this.publicationStore,
      signer: options.publicationSigner ?? digestSigning,
      segmentSize: this.segmentSize,
      segmentation: this.dialect.segmentation,
      cipher: options.publicationCipher,
      freshnessPeriod: options.freshnessPeriod ?? 10_000,
      dataName: (id) => this.dataName(id),
      join: (node) => this.ownNodes.join(node, this.clock.wall(), this.vector),
      raise: (node, seqNo) => this.ownNodes.raise(node, seqNo),
      announce: (own) => this.announcePublished(own),
    });
  }

  /** This member's bootstrap time, in seconds since 1970. */
  get bootstrapTime(): number {
    return this.ownNodes.get(this.node)!.bootstrapTime;
  }

  /**
   * Publishes octets, or text as UTF-8: signs, stores, numbers and announces them. Calls are
   * carried out in order; many in one turn are announced together.
   * @param content - held, not copied.
   * @returns the publication, when it is stored and will be announced.
   * @throws SvsError `signing-failed`, `store-full`, `store-failed`: the publication does not
   * exist, and what was published before stays served; `invalid-argument` for a node prefix that
   * is not this member's; `packet-too-large` in a dialect whose publications are one packet each;
   * `aborted`: it may exist all the same; `closed`.
   */
  async publish(content: Uint8Array | string, options: PublishOptions = {}): Promise<Publication> {
    this.ensureOpen();
    const node = options.node === undefined ? this.node : nameOption("node", options.node);
    if (!this.ownNodes.get(node)) {
      throw new SvsError("invalid-argument", `${node} is no node prefix of this member; call addNode first.`);
    }
    const octets = typeof content === "string" ? utf8.encode(content) : content;
    const { publicationSizeMax, segmentsMax } = this.fetchOptions;
    if (octets.length > publicationSizeMax) {
      throw new SvsError(
        "invalid-argument",
        `A publication has ${publicationSizeMax} octets at the most (fetch.publicationSizeMax), and this one ${octets.length}.`,
      );
    }
    const room = this.segmentSize - this.cipherOverhead;
    if (this.dialect.segmentation === "never" && octets.length > room) {
      throw new SvsError(
        "packet-too-large",
        `In the dialect ${this.dialect.name} a publication is one packet, with ${room} octets of content at the most (segmentSize), and this one has ${octets.length}.`,
      );
    }
    if (octets.length + this.cipherOverhead > segmentsMax * this.segmentSize) {
      throw new SvsError(
        "invalid-argument",
        `A publication has ${segmentsMax} packets at the most (fetch.segmentsMax): with segmentSize ${this.segmentSize}, ${octets.length} octets are too many.`,
      );
    }
    return withSignal(this.begin(node, octets), options.signal);
  }

  /** {@link publish}, by the name of the unified State Vector Sync API. */
  publishData(content: Uint8Array | string, options?: PublishOptions): Promise<Publication> {
    return this.publish(content, options);
  }

  /**
   * A further node prefix for this member, served from now on.
   * @throws SvsError `registration-failed`, `store-failed`, `aborted`, `closed`.
   */
  async addNode(node: NameLike, options: WaitOptions = {}): Promise<void> {
    this.ensureOpen();
    await withSignal(this.join(nameOption("node", node)), options.signal);
  }

  protected override async prepare(state: MemberState): Promise<void> {
    await super.prepare(state);
    const nodes = [...state.own.map(({ node }) => node).filter((node) => !node.equals(this.node)), this.node];
    for (const node of nodes) {
      await this.join(node);
    }
  }

  protected override sender(): SyncSender | undefined {
    return { node: this.node, bootstrapTime: this.bootstrapTime, servesParts: true };
  }

  protected override async release(): Promise<void> {
    await Promise.all([this.publisher.idle(), super.release()]);
  }

  /** Answers an Interest under a data prefix of ours: with what is stored, or not at all. */
  protected async answer(interest: Interest): Promise<Uint8Array | undefined> {
    const packet = await this.stored(interest);
    const { name } = interest;
    // Where every publication is cut, its first packet is asked for by the name of segment 0.
    const id = packet && (this.unserved.take(name) ?? this.unserved.take(name.getPrefix(-2)));
    if (id) {
      this.noteAsked();
      this.dispatchTypedEvent("served", new CustomEvent("served", { detail: id }));
    }
    return packet;
  }

  private async begin(node: Name, octets: Uint8Array): Promise<Publication> {
    const publication = await this.publisher.publish(node, octets);
    this.unserved.add(this.dataName(publication), publication);
    return publication;
  }

  /** A node prefix whose registration is refused is not remembered: the member opens again without it. */
  private async join(node: Name): Promise<void> {
    await this.serve(this.dataPrefix(node), (interest) => this.answer(interest));
    const { vectorParts } = this.dialect;
    if (vectorParts && node.equals(this.node)) {
      await this.serve(vectorParts.prefix(this.group, node), (interest) =>
        vectorParts.answer(interest, this.vector.encode(this.dialect.form), this.syncSigner),
      );
    }
    const own = await this.ownNodes.join(node, this.clock.wall(), this.vector);
    this.announcePublished(await this.publisher.recover(own));
  }
}

function segmentSizeOption(given: number | undefined, packetSizeMax: number): number {
  const size = given ?? Math.max(1, packetSizeMax - PACKET_OVERHEAD);
  if (!Number.isSafeInteger(size) || size < 1 || size > packetSizeMax) {
    throw new SvsError(
      "invalid-argument",
      `segmentSize must be a whole number of octets from 1 to the transport's ${packetSizeMax}, and is ${size}.`,
    );
  }
  return size;
}
