import type { Interest, Name, NameLike, Signer, Verifier } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { withSignal } from "./abortable.js";
import { DeliverySession, type SeriesId } from "./delivery/delivery-session.js";
import { type FetchOptions, fetchOptions } from "./delivery/fetch-options.js";
import { PacketFetcher } from "./delivery/packet-fetcher.js";
import { PublicationFetcher } from "./delivery/publication-fetcher.js";
import { SignsOfLife } from "./delivery/signs-of-life.js";
import type { PublicationId, SyncSender } from "./dialect/dialect.js";
import { digestSigning } from "./digest-signing.js";
import type { Millis } from "./ports/clock.js";
import { MemoryPublicationStore } from "./ports/memory-publication-store.js";
import type { PublicationStore } from "./ports/publication-store.js";
import type { MemberState } from "./ports/state-store.js";
import type { InterestHandler, Registration } from "./ports/transport.js";
import type { Publication } from "./publication.js";
import { Publisher } from "./publisher.js";
import { nameOption, SvSyncCore, type SvSyncCoreOptions, type WaitOptions } from "./sv-sync-core.js";
import { SvsError } from "./svs-error.js";
import type { SyncUpdate } from "./sync-events.js";
import { Unserved } from "./unserved.js";

/** Options of {@link SvSyncBase} and of `SvSync`. */
export interface SvSyncOptions extends SvSyncCoreOptions {
  /** Node prefix: this member's own name. */
  node: NameLike;
  /** Where publications are kept. Not owned. Default: memory, 64 MiB. */
  publicationStore?: PublicationStore | undefined;
  /** Signs publications. Default {@link digestSigning}. */
  publicationSigner?: Signer | undefined;
  /** Checks publications of others. Default {@link digestSigning}. */
  publicationVerifier?: Verifier | undefined;
  /** How publications are fetched. */
  fetch?: Partial<FetchOptions> | undefined;
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

/** Options of `fetchData`. */
export interface FetchDataOptions extends WaitOptions {
  /** Seconds since 1970. Default: the latest one that is known of the member. */
  bootstrapTime?: number | undefined;
}

/** Room in a packet for two long names, MetaInfo and a signature by RSA with 4 096 bits. */
const PACKET_OVERHEAD = 1400;

const utf8 = new TextEncoder();

/**
 * A member that publishes and fetches, with Data names of the application's choice: derive from
 * it and override {@link dataName} and {@link dataPrefix}. `SvSync` is the one with the names of
 * the specification.
 */
export abstract class SvSyncBase extends SvSyncCore {
  /** The node prefix it was opened with. */
  readonly node: Name;
  protected readonly publicationStore: PublicationStore;
  private readonly publisher: Publisher;
  private readonly fetcher: PublicationFetcher;
  private readonly fetchOptions: FetchOptions;
  private readonly segmentSize: number;
  /** What was handed to the application. */
  private delivered = new StateVector();
  private session: DeliverySession | undefined;
  /** By prefix; what is still being registered is waited for by all who ask for it. */
  private readonly serving = new Map<string, Promise<Registration>>();
  private readonly unserved = new Unserved();

  /** @internal Derived classes call it from their `open`, and then `start`. */
  protected constructor(options: SvSyncOptions) {
    super(options);
    this.node = nameOption("node", options.node);
    this.publicationStore = options.publicationStore ?? new MemoryPublicationStore();
    this.fetchOptions = fetchOptions(options.fetch);
    this.fetcher = new PublicationFetcher(
      new PacketFetcher({
        transport: this.transport,
        clock: this.clock,
        random: this.random,
        verifier: options.publicationVerifier ?? digestSigning,
        options: this.fetchOptions,
      }),
      this.publicationStore,
      this.fetchOptions,
      (error) => this.fail(error),
      this.dialect.segmentation,
    );
    this.segmentSize = segmentSizeOption(options.segmentSize, this.transport.packetSizeMax);
    this.publisher = new Publisher({
      clock: this.clock,
      store: this.publicationStore,
      signer: options.publicationSigner ?? digestSigning,
      segmentSize: this.segmentSize,
      segmentation: this.dialect.segmentation,
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

  /** Name of a publication's Data, without version and segment. It must begin with {@link dataPrefix}. */
  dataName(publication: PublicationId): Name {
    return this.dialect.dataName(this.group, publication);
  }

  /** What is registered to serve the publications of a node prefix of this member. */
  dataPrefix(node: Name): Name {
    return this.dialect.dataPrefix(this.group, node);
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
    const { publicationSizeMax } = this.fetchOptions;
    if (octets.length > publicationSizeMax) {
      throw new SvsError(
        "invalid-argument",
        `A publication has ${publicationSizeMax} octets at the most (fetch.publicationSizeMax), and this one ${octets.length}.`,
      );
    }
    if (this.dialect.segmentation === "never" && octets.length > this.segmentSize) {
      throw new SvsError(
        "packet-too-large",
        `In the dialect ${this.dialect.name} a publication is one packet, with ${this.segmentSize} octets of content at the most (segmentSize), and this one has ${octets.length}.`,
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

  /**
   * Fetches one publication, verified: from the store, or from the network with retransmission.
   * @throws SvsError `fetch-failed` after `fetch.attempts` attempts, `invalid-argument` if the
   * member is not known and no bootstrap time is given, `aborted`, `closed`.
   */
  async fetchData(node: NameLike, seqNo: number, options: FetchDataOptions = {}): Promise<Publication> {
    this.ensureOpen();
    const name = nameOption("node", node);
    const bootstrapTime =
      options.bootstrapTime ??
      this.vector.latestBootstrapTime(name.value) ??
      (this.dialect.hasBootstrapTime ? undefined : 0);
    if (bootstrapTime === undefined || !Number.isSafeInteger(seqNo) || seqNo < 1) {
      throw new SvsError(
        "invalid-argument",
        bootstrapTime === undefined
          ? `Nothing is known of ${name} yet: wait for an update, or give its bootstrapTime.`
          : `seqNo must be a whole number from 1, and is ${seqNo}.`,
      );
    }
    try {
      return await this.running.run(
        (signal) => this.fetchPublication({ node: name, bootstrapTime }, seqNo, signal),
        options.signal,
      );
    } catch (error) {
      this.ensureOpen();
      throw error;
    }
  }

  /**
   * Every publication of the others: at least once, and those of one member in order. It begins
   * with what was not delivered before, the oldest first, and fetches only while it is read.
   * A publication counts as delivered when the next one is asked for; if the process ends before,
   * it comes again. One reading at a time.
   *
   * It ends when the member closes, and throws `aborted` when the signal aborts.
   * @throws SvsError `invalid-argument` if another reading goes on.
   */
  publications(options: WaitOptions = {}): AsyncIterableIterator<Publication> {
    this.ensureOpen();
    if (this.session) {
      throw new SvsError(
        "invalid-argument",
        "The publications are being read already; end that reading first.",
      );
    }
    const { signal } = options;
    const onAbort = (): void => {
      session.end(new SvsError("aborted", "The operation was aborted.", { cause: signal?.reason }));
    };
    const session = new DeliverySession({
      options: this.fetchOptions,
      fetch: (series, seqNo, ending, signs, onAttempt) =>
        this.fetchPublication(series, seqNo, ending, signs, onAttempt),
      onLost: (series, seqNo, error) => this.lost(series, seqNo, error),
      onDelivered: ({ node, bootstrapTime }, seqNo) => {
        this.delivered.set(node.value, bootstrapTime, seqNo);
        this.saver.saveDelivered(this.delivered);
      },
      onNews: () => this.noteNews(),
      onEnd: () => {
        signal?.removeEventListener("abort", onAbort);
        this.session = undefined;
      },
    });
    this.session = session;
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) {
      onAbort();
    } else {
      this.addUndelivered(session);
    }
    return session;
  }

  protected override async prepare(state: MemberState): Promise<void> {
    if (state.delivered) {
      this.delivered = StateVector.decode(state.delivered);
    }
    const nodes = [...state.own.map(({ node }) => node).filter((node) => !node.equals(this.node)), this.node];
    for (const node of nodes) {
      await this.join(node);
    }
  }

  protected override sender(): SyncSender | undefined {
    return { node: this.node, bootstrapTime: this.bootstrapTime, servesParts: true };
  }

  protected override async release(): Promise<void> {
    this.session?.end(undefined);
    await this.publisher.idle();
    for (const registering of this.serving.values()) {
      const registration = await registering.catch(() => undefined);
      await registration?.[Symbol.asyncDispose]();
    }
  }

  protected override onUpdate(update: SyncUpdate): void {
    this.session?.add(update);
  }

  protected override isSettled(): boolean {
    return super.isSettled() && (this.session?.settled ?? true);
  }

  protected override deliveredSeqNo(node: Uint8Array, bootstrapTime: number): number {
    return this.delivered.get(node, bootstrapTime);
  }

  /** Answers an Interest under a data prefix of ours: with what is stored, or not at all. */
  protected async answer(interest: Interest): Promise<Uint8Array | undefined> {
    const { name, canBePrefix } = interest;
    const packet = await this.publicationStore.get(name, { canBePrefix });
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

  private async serve(prefix: Name, handler: InterestHandler): Promise<void> {
    const key = prefix.valueHex;
    let registering = this.serving.get(key);
    if (!registering) {
      registering = this.register(prefix, `${this.dialect.name} publications`, handler);
      this.serving.set(key, registering);
      registering.catch(() => this.serving.delete(key));
    }
    await registering;
  }

  private fetchPublication(
    { node, bootstrapTime }: SeriesId,
    seqNo: number,
    signal: AbortSignal,
    signs = new SignsOfLife(),
    onAttempt?: (unanswered: number) => void,
  ): Promise<Publication> {
    const id = { node, bootstrapTime, seqNo };
    return this.fetcher.fetch({
      id,
      name: this.dataName(id),
      attempts: this.fetchOptions.attempts,
      signal,
      signs,
      onAttempt,
    });
  }

  private lost({ node, bootstrapTime }: SeriesId, seqNo: number, error: SvsError): void {
    this.dispatchTypedEvent(
      "lost",
      new CustomEvent("lost", { detail: { node, bootstrapTime, seqNo, error } }),
    );
  }

  private addUndelivered(session: DeliverySession): void {
    for (const member of this.status.members) {
      if (!member.own && member.behindBy > 0) {
        const { node, bootstrapTime, delivered, seqNo } = member;
        session.add({ node, bootstrapTime, low: delivered + 1, high: seqNo });
      }
    }
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
