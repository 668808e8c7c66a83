import type { Data, Interest, Name, NameLike } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { DeliverySession, type SeriesId } from "./delivery/delivery-session.js";
import { type FetchOptions, fetchOptions } from "./delivery/fetch-options.js";
import { JumpProbe } from "./delivery/jump-probe.js";
import { PacketFetcher, verifyData } from "./delivery/packet-fetcher.js";
import { PublicationFetcher, type PublicationRequest, storedPacket } from "./delivery/publication-fetcher.js";
import { SignsOfLife } from "./delivery/signs-of-life.js";
import type { PublicationId } from "./dialect/dialect.js";
import { digestSigning } from "./digest-signing.js";
import { nameOption } from "./name-option.js";
import type { ContentCipher } from "./ports/content-cipher.js";
import { MemoryPublicationStore } from "./ports/memory-publication-store.js";
import type { PublicationStore } from "./ports/publication-store.js";
import type { PublicationVerifier } from "./ports/security.js";
import type { MemberState } from "./ports/state-store.js";
import type { InterestHandler, Registration, ServeOptions } from "./ports/transport.js";
import type { Publication } from "./publication.js";
import { segmentOf } from "./segmentation.js";
import { SvSyncCore } from "./sv-sync-core.js";
import type { SvSyncCoreOptions, WaitOptions } from "./sv-sync-core-options.js";
import { SvsError } from "./svs-error.js";
import type { SyncUpdate } from "./sync-events.js";

/** Interests for the last of the numbers that a row is said to have risen by at once. */
const PROBE_ATTEMPTS = 3;

/** Options of {@link SvSyncReader}. */
export interface SvSyncReaderOptions extends SvSyncCoreOptions {
  /** Where publications are kept. Not owned. Default: memory, 64 MiB. */
  publicationStore?: PublicationStore | undefined;
  /** Checks publications of others. Default {@link digestSigning}. */
  publicationVerifier?: PublicationVerifier | undefined;
  /**
   * Encrypts the contents of publications, and decrypts those of others; what cannot be decrypted is `lost`. Default:
   * contents are public.
   */
  publicationCipher?: ContentCipher | undefined;
  /** How publications are fetched. */
  fetch?: Partial<FetchOptions> | undefined;
  /**
   * Whether verified publications of others are kept in the store. Without, they are fetched again whenever
   * they are asked for, and nobody gets them from here. Default `true`.
   */
  cacheOthers?: boolean | undefined;
}

/** Options of `fetchData`. */
export interface FetchDataOptions extends WaitOptions {
  /** Seconds since 1970. Default: the latest one that is known of the member. */
  bootstrapTime?: number | undefined;
}

/** Options of `fetchDataPacket`. */
export interface FetchDataPacketOptions extends FetchDataOptions {
  /** Which segment of a publication that is larger than a packet. Default 0: the first or only packet. */
  segment?: number | undefined;
}

/**
 * A member that fetches and delivers what the others publish, and need not publish itself: what
 * followers and `SvSyncBase` derive from.
 */
export abstract class SvSyncReader extends SvSyncCore {
  protected readonly publicationStore: PublicationStore;
  protected readonly fetchOptions: FetchOptions;
  private readonly fetcher: PublicationFetcher;
  private readonly verifier: PublicationVerifier;
  /** What was handed to the application. */
  private delivered = new StateVector();
  private session: DeliverySession | undefined;
  private readonly jumps = new JumpProbe(
    (id) => this.exists(id),
    ({ node, bootstrapTime, seqNo }) => {
      if (!this.running.aborted) {
        this.vouch(node, bootstrapTime, seqNo);
      }
    },
  );
  /** By prefix; what is still being registered is waited for by all who ask for it. */
  private readonly serving = new Map<string, Promise<Registration>>();

  /** @internal Derived classes call it from their `open`, and then `start`. */
  protected constructor(options: SvSyncReaderOptions) {
    super(options);
    this.publicationStore = options.publicationStore ?? new MemoryPublicationStore();
    this.fetchOptions = fetchOptions(options.fetch);
    this.verifier = options.publicationVerifier ?? digestSigning;
    const onRejected = (name: Name, error: SvsError): void => this.reject("publication", name, error);
    this.fetcher = new PublicationFetcher({
      packets: new PacketFetcher({
        transport: this.transport,
        clock: this.clock,
        random: this.random,
        verifier: this.verifier,
        options: this.fetchOptions,
        onRejected,
      }),
      clock: this.clock,
      store: this.publicationStore,
      keeps: options.cacheOthers ?? true,
      options: this.fetchOptions,
      onStoreError: (error) => this.fail(error),
      onRejected,
      segmentation: this.dialect.segmentation,
      cipher: options.publicationCipher,
    });
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
   * Fetches one publication, verified: from the store, or from the network with retransmission.
   * @throws SvsError `fetch-failed` after `fetch.attempts` attempts, `invalid-argument` if the
   * member is not known and no bootstrap time is given, `aborted`, `closed`.
   */
  async fetchData(node: NameLike, seqNo: number, options: FetchDataOptions = {}): Promise<Publication> {
    return this.fetchNow(options, (signal) => {
      return this.fetcher.fetch(this.request(this.idOf(node, seqNo, options), signal));
    });
  }

  /**
   * Fetches one packet of a publication, as its publisher signed it: for those who keep or pass on packets
   * rather than contents. `finalBlockId` tells which segment is the last one.
   * @returns the Data, verified.
   * @throws SvsError as {@link fetchData}.
   */
  async fetchDataPacket(node: NameLike, seqNo: number, options: FetchDataPacketOptions = {}): Promise<Data> {
    return this.fetchNow(options, (signal) => {
      return this.fetcher.packet(this.request(this.idOf(node, seqNo, options), signal), options.segment ?? 0);
    });
  }

  /**
   * Keeps a packet of another member's publication, however it came here, and serves it.
   * @throws SvsError `invalid-argument` if it is no packet of that publication by its name,
   * `verification-failed`, `store-conflict`, `store-full`, `store-failed`, `closed`.
   */
  async serveDataPacket(publication: PublicationId, data: Data): Promise<void> {
    this.ensureOpen();
    const name = this.dataName(publication);
    if (segmentOf(name, data.name) === undefined) {
      throw new SvsError("invalid-argument", `${data.name} is no packet of the publication ${name}.`);
    }
    await verifyData(data, publication, this.verifier, this.clock);
    await this.publicationStore.put(storedPacket(publication, name, data));
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
  }

  protected override async release(): Promise<void> {
    this.session?.end(undefined);
    for (const registering of this.serving.values()) {
      const registration = await registering.catch(() => undefined);
      await registration?.[Symbol.asyncDispose]();
    }
  }

  protected override onJump({ node, bootstrapTime, high }: SyncUpdate): void {
    this.jumps.add({ node, bootstrapTime, seqNo: high });
  }

  protected override onUpdate(update: SyncUpdate): void {
    const { node, bootstrapTime, low, high } = update;
    // What was known before, and delivered, may be learnt again: see restoredState.
    const undelivered = Math.max(low, this.delivered.get(node.value, bootstrapTime) + 1);
    if (undelivered <= high) {
      this.session?.add({ ...update, low: undelivered });
    }
  }

  protected override isSettled(): boolean {
    return super.isSettled() && (this.session?.settled ?? true);
  }

  protected override deliveredSeqNo(node: Uint8Array, bootstrapTime: number): number {
    return this.delivered.get(node, bootstrapTime);
  }

  /** What is held of what an Interest asks for. */
  protected async stored({ name, canBePrefix }: Interest): Promise<Uint8Array | undefined> {
    return this.publicationStore.get(name, { canBePrefix });
  }

  /** Serves a prefix until the member closes; a second time is the first. */
  protected async serve(prefix: Name, handler: InterestHandler, options: ServeOptions = {}): Promise<void> {
    const key = prefix.valueHex;
    let registering = this.serving.get(key);
    if (!registering) {
      registering = this.register(prefix, `${this.dialect.name} publications`, handler, options);
      this.serving.set(key, registering);
      registering.catch(() => this.serving.delete(key));
    }
    await registering;
  }

  private fetchPublication(
    { node, bootstrapTime }: SeriesId,
    seqNo: number,
    signal: AbortSignal,
    signs: SignsOfLife,
    onAttempt: (unanswered: number) => void,
  ): Promise<Publication> {
    return this.fetcher.fetch(this.request({ node, bootstrapTime, seqNo }, signal, signs, onAttempt));
  }

  private request(
    id: PublicationId,
    signal: AbortSignal,
    signs = new SignsOfLife(),
    onAttempt?: (unanswered: number) => void,
  ): PublicationRequest {
    const { attempts } = this.fetchOptions;
    return { id, name: this.dataName(id), attempts, signal, signs, onAttempt };
  }

  /** @throws SvsError `invalid-argument`. */
  private idOf(node: NameLike, seqNo: number, options: FetchDataOptions): PublicationId {
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
    return { node: name, bootstrapTime, seqNo };
  }

  /** For calls of the application: they end when the member closes. */
  private async fetchNow<T>({ signal }: WaitOptions, fetch: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.ensureOpen();
    try {
      return await this.running.run(fetch, signal);
    } catch (error) {
      this.ensureOpen();
      throw error;
    }
  }

  /** Whether a good packet of a publication can be had: from the store, or in a few attempts. */
  private async exists(id: PublicationId): Promise<boolean> {
    try {
      await this.running.run((signal) =>
        this.fetcher.packet({ ...this.request(id, signal), attempts: PROBE_ATTEMPTS }, 0),
      );
      return true;
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      return false; // not to be had, or the member closes
    }
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
