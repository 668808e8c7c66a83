import { Name, type NameLike, type Signer } from "@ndn/packet";
import { type SeqNoRange, StateVector } from "@svs/tlv";
import { TypedEventTarget } from "typescript-event-target";
import { AbortGroup } from "./abort-group.js";
import { abortable, throwIfAborted } from "./abortable.js";
import type { Dialect, SyncSender } from "./dialect/dialect.js";
import { v3 } from "./dialect/v3.js";
import { digestSigning } from "./digest-signing.js";
import type { Timers } from "./machine/types.js";
import { MachineDriver } from "./machine-driver.js";
import { memberLimits } from "./member-limits.js";
import { nameOption } from "./name-option.js";
import { OwnNodes } from "./own-nodes.js";
import type { Clock, Millis, Timer } from "./ports/clock.js";
import { MemoryStateStore } from "./ports/memory-state-store.js";
import type { Random } from "./ports/random.js";
import type { MemberState, OwnState, StateStore } from "./ports/state-store.js";
import { systemClock } from "./ports/system-clock.js";
import { systemRandom } from "./ports/system-random.js";
import type { InterestHandler, Registration, ServeOptions, Transport } from "./ports/transport.js";
import { restoredState } from "./restored-state.js";
import { serveShared } from "./serve-shared.js";
import { SortedOctetMap } from "./sorted-octet-map.js";
import { StateSaver } from "./state-saver.js";
import { Suspicions } from "./suspicions.js";
import type { SvSyncCoreOptions, WaitOptions, WhenSyncedOptions } from "./sv-sync-core-options.js";
import { SvsError } from "./svs-error.js";
import type { Rejection, SvSyncEventMap, SyncUpdate } from "./sync-events.js";
import type { MemberStatus, SyncStatus } from "./sync-status.js";
import { VectorSizeWatch } from "./vector-size-watch.js";

/** Suppression periods of silence after which a member takes itself to be alone: three announcements. */
const ALONE_AFTER = 20;

/**
 * Pure State Vector Sync: keeps a group's state vector in step, and moves no publication.
 *
 * Closing leaves the transport and the stores open.
 */
export class SvSyncCore extends TypedEventTarget<SvSyncEventMap> implements AsyncDisposable {
  /**
   * Opens a member of pure sync and announces what it knows.
   * @throws SvsError `invalid-argument`, `aborted`, `registration-failed`, `store-failed`, `closed`.
   */
  static async open(options: SvSyncCoreOptions): Promise<SvSyncCore> {
    const core = new SvSyncCore(options);
    await core.start();
    return core;
  }

  /** Group prefix. */
  readonly group: Name;
  readonly dialect: Dialect;
  protected readonly transport: Transport;
  protected readonly clock: Clock;
  protected readonly random: Random;
  protected readonly stateStore: StateStore;
  protected readonly saver: StateSaver;
  protected readonly syncSigner: Signer;
  /** Set when the member starts. */
  protected ownNodes!: OwnNodes;
  private driver!: MachineDriver;
  private readonly options: SvSyncCoreOptions;
  private readonly timers: Timers;
  private readonly sizes: VectorSizeWatch;
  private suspicions!: Suspicions;
  /** Rows that were remembered and are too far ahead of our clock to be announced. */
  private readonly ahead = new StateVector();
  /** When the transport came up, on the monotonic clock. */
  private upSince: Millis = Number.NEGATIVE_INFINITY;
  /** Whether another member was heard, or asked for our Data, since the transport is up. */
  private inCompany = false;
  /** What the member has begun for a while, and ends when it closes. */
  protected readonly running = new AbortGroup();
  private closed: Promise<void> | undefined;
  private readonly closeWaiters = new Set<() => void>();
  private registration: Registration | undefined;
  private lastNews: Millis = 0;
  /** Node prefixes that are known, by their octets. */
  private readonly names = new SortedOctetMap<Name>();

  /** @internal Use `open`. */
  protected constructor(options: SvSyncCoreOptions) {
    super();
    this.options = options;
    this.group = nameOption("group", options.group);
    this.dialect = options.dialect ?? v3;
    this.timers = { ...this.dialect.timers, ...options.timers };
    this.syncSigner = options.syncSigner ?? this.dialect.syncSigning ?? digestSigning;
    this.transport = options.transport;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.sizes = new VectorSizeWatch(this.transport.packetSizeMax, (detail) =>
      this.dispatchTypedEvent("vector-size", new CustomEvent("vector-size", { detail })),
    );
    this.stateStore = options.stateStore ?? new MemoryStateStore();
    this.saver = new StateSaver(this.stateStore, this.ahead, (error) => this.fail(error));
  }

  /** A copy of the state vector, as it is known now. */
  getState(): StateVector {
    return this.driver.vector.clone();
  }

  /**
   * The highest number known of a member; 0 if none.
   * @param bootstrapTime - seconds since 1970. Default: the latest one that is known.
   */
  getSeqNo(node: NameLike, bootstrapTime?: number): number {
    const octets = Name.from(node).value;
    const boot = bootstrapTime ?? this.driver.vector.latestBootstrapTime(octets);
    return boot === undefined ? 0 : this.driver.vector.get(octets, boot);
  }

  /**
   * Says that numbers up to `seqNo` are published under a node prefix of this member, and
   * announces it (section 4.2). Resolves when it is remembered, before the Sync Interest leaves.
   * The first use of a node prefix gives it a bootstrap time.
   * @throws SvsError `invalid-argument` if the number is not above the last one, `store-failed`,
   * `closed`.
   */
  async updateSeqNo(seqNo: number, node: NameLike): Promise<void> {
    this.ensureOpen();
    const name = nameOption("node", node);
    const { vector } = this.driver;
    const { seqNo: last } =
      this.ownNodes.current(name, vector) ?? (await this.ownNodes.join(name, this.clock.wall(), vector));
    if (!Number.isSafeInteger(seqNo) || seqNo <= last) {
      throw new SvsError("invalid-argument", `seqNo must be a whole number above ${last}, and is ${seqNo}.`);
    }
    this.announcePublished(await this.ownNodes.raise(name, seqNo));
  }

  /**
   * Says that numbers of another member up to `seqNo` are true, as after a `suspicious` event with reason `jump`:
   * then they are learnt, whatever the limits.
   * @param bootstrapTime - seconds since 1970; 0 in dialects that have no bootstrap time.
   * @throws SvsError `invalid-argument`, `closed`.
   */
  vouch(node: NameLike, bootstrapTime: number, seqNo: number): void {
    this.ensureOpen();
    this.driver.step({ type: "vouched", node: nameOption("node", node).value, bootstrapTime, seqNo });
  }

  /**
   * Announces the state vector now.
   * @returns resolves when a Sync Interest has left.
   * @throws SvsError `aborted`, `closed`.
   */
  async syncNow(options: WaitOptions = {}): Promise<void> {
    this.ensureOpen();
    await this.untilClosed<void>(options.signal, (resolve) => this.driver.announce(resolve));
  }

  /**
   * Resolves when the transport is up, another member was heard or fetched from us (or nobody
   * answered three announcements), no inconsistency is being settled, and nothing new came for a
   * while. Nobody can know more: a silent group looks like a group in step.
   * @throws SvsError `aborted`, `closed`.
   */
  async whenSynced(options: WhenSyncedOptions = {}): Promise<void> {
    this.ensureOpen();
    const quietFor = options.quietFor ?? 2 * this.timers.suppression;
    const asked = this.clock.monotonic();
    await this.untilClosed<void>(options.signal, (resolve) => {
      let timer: Timer;
      const look = (): void => {
        const quietSince = Math.max(this.lastNews, asked);
        const wait = this.isSettled() ? quietSince + quietFor - this.clock.monotonic() : quietFor;
        if (wait <= 0) {
          resolve();
        } else {
          timer = this.clock.schedule(wait, look);
        }
      };
      timer = this.clock.schedule(0, look);
      return () => timer.cancel();
    });
  }

  /** Where the member stands, read at this moment. */
  get status(): SyncStatus {
    return {
      transport: this.transport.status,
      phase: this.driver.phase,
      members: Array.from(this.driver.vector, ({ node, bootstrapTime, seqNo }) =>
        this.memberStatus(node, bootstrapTime, seqNo),
      ),
      counters: structuredClone(this.driver.counters),
    };
  }

  /**
   * Leaves the group: pending calls reject with `closed`, what is to be remembered is saved.
   * Idempotent. The transport and the stores stay open.
   */
  close(): Promise<void> {
    this.closed ??= this.finish();
    return this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The state vector itself: to be read, not kept. */
  protected get vector(): StateVector {
    return this.driver.vector;
  }

  /** Loads the state, registers the sync prefix, and announces. A failure closes the member. */
  protected async start(): Promise<void> {
    const { signal } = this.options;
    throwIfAborted(signal);
    signal?.addEventListener("abort", this.onAbort, { once: true });
    try {
      const state = await this.stateStore.load();
      this.restore(state);
      await this.prepare(state);
      throwIfAborted(signal);
      this.registration = await this.register(
        this.dialect.syncPrefix(this.group),
        `${this.dialect.form.name} Sync Interests`, // two namings of one form would be one group
        (interest) => {
          this.driver.receive(interest);
          return undefined; // never answered: section 4.3
        },
        { multicast: this.multicastPrefix, hear: (packet) => this.driver.hear(packet) },
      );
      throwIfAborted(signal);
    } catch (error) {
      await this.close();
      throwIfAborted(signal);
      throw error;
    }
    this.lastNews = this.clock.monotonic();
    this.transport.addEventListener("status", this.onTransportStatus);
    if (this.transport.status === "up") {
      this.linkUp();
    }
  }

  /**
   * Serves a prefix, which members of other dialects may serve on the same transport.
   * @throws SvsError as {@link Transport.serve}; `closed` also if the member closes meanwhile.
   */
  protected async register(
    prefix: Name,
    use: string,
    handler: InterestHandler,
    options: ServeOptions = {},
  ): Promise<Registration> {
    try {
      return await this.running.run((signal) =>
        serveShared(this.transport, prefix, handler, { ...options, use, signal }),
      );
    } catch (error) {
      this.ensureOpen();
      throw error;
    }
  }

  /** Whose Interests are to reach all members: the Sync Interests', and of publications only the holder's. */
  protected get multicastPrefix(): Name {
    return this.dialect.syncPrefix(this.group);
  }

  /** What a derived class needs done before the member is heard in the group. */
  protected async prepare(_state: MemberState): Promise<void> {}

  /** Ends what a derived class has begun, before the state is saved for the last time. */
  protected async release(): Promise<void> {}

  /** Who the Sync Interests are from. */
  protected sender(): SyncSender | undefined {
    const [own] = this.ownNodes.all();
    return own && { node: own.node, bootstrapTime: own.bootstrapTime, servesParts: false };
  }

  /** Called before the `update` event of numbers of others. */
  protected onUpdate(_update: SyncUpdate): void {}

  /** Called before the `suspicious` event of a jump. */
  protected onJump(_update: SyncUpdate): void {}

  /** Whether a derived class still has to deliver what is known. */
  protected isSettled(): boolean {
    return this.transport.status === "up" && this.driver.phase === "steady" && this.knowsItsCompany();
  }

  /** Highest number handed to the application; pure sync hands over numbers at once. */
  protected deliveredSeqNo(_node: Uint8Array, _bootstrapTime: number, known: number): number {
    return known;
  }

  /** Announces the numbers of a node prefix of ours, all of them stored already. */
  protected announcePublished({ node, bootstrapTime, seqNo }: OwnState): void {
    if (seqNo > this.driver.vector.get(node.value, bootstrapTime)) {
      this.driver.step({ type: "published", node: node.value, bootstrapTime, seqNo });
    }
  }

  /** Something new was learnt or delivered: {@link whenSynced} waits on. */
  protected noteNews(): void {
    this.lastNews = this.clock.monotonic();
  }

  /** Another member asked for Data of ours: somebody is there. */
  protected noteAsked(): void {
    this.inCompany = true;
  }

  /** Tells of a failure that no call can be rejected for. */
  protected fail(error: SvsError): void {
    this.dispatchTypedEvent("error", new CustomEvent("error", { detail: error }));
  }

  /** Tells of a packet, or a content, that was refused. */
  protected reject(packet: Rejection["packet"], name: Name, error: SvsError): void {
    const detail: Rejection = { packet, name, reason: error.code, error };
    this.dispatchTypedEvent("rejected", new CustomEvent("rejected", { detail }));
  }

  protected ensureOpen(): void {
    if (this.running.aborted) {
      throw closedError();
    }
  }

  /** Like {@link abortable}, and rejects with `closed` when the member closes. */
  protected untilClosed<T>(
    signal: AbortSignal | undefined,
    begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
  ): Promise<T> {
    return abortable<T>(signal, (resolve, reject) => {
      const onClose = (): void => reject(closedError());
      this.closeWaiters.add(onClose);
      const undo = begin(resolve, reject);
      return () => {
        this.closeWaiters.delete(onClose);
        undo();
      };
    });
  }

  private restore(state: MemberState): void {
    if (!this.dialect.hasBootstrapTime && state.own.some(({ bootstrapTime }) => bootstrapTime !== 0)) {
      throw new SvsError(
        "invalid-argument",
        `The state store has bootstrap times, and the dialect ${this.dialect.name} has none: give the member of each dialect a state store of its own.`,
      );
    }
    const limits = memberLimits(
      this.options.limits,
      this.group,
      this.dialect,
      this.timers,
      this.transport.packetSizeMax,
    );
    const { own, known, ahead } = restoredState(state, this.clock.wall(), limits);
    this.ahead.merge(ahead);
    this.ownNodes = new OwnNodes(this.stateStore, this.dialect.hasBootstrapTime, own);
    this.suspicions = new Suspicions({
      ownNodes: this.ownNodes,
      wall: () => this.clock.wall(),
      tell: (detail) => this.dispatchTypedEvent("suspicious", new CustomEvent("suspicious", { detail })),
      onJump: (update) => this.onJump(update),
    });
    const { quietRepair, adaptiveTimers } = this.options;
    this.driver = new MachineDriver({
      group: this.group,
      dialect: this.dialect,
      machine: { timers: this.timers, limits, quietRepair, adaptiveTimers },
      transport: this.transport,
      clock: this.clock,
      random: this.random,
      signer: this.syncSigner,
      verifier: this.options.syncVerifier ?? this.dialect.syncSigning ?? digestSigning,
      sender: () => this.sender(),
      initial: known,
      onHeard: () => {
        this.inCompany = true;
      },
      onUpdate: (ranges) => this.update(ranges),
      onSent: (cause) => {
        this.admitAhead(limits.bootstrapAheadMax);
        this.dispatchTypedEvent("sent", new CustomEvent("sent", { detail: { cause } }));
      },
      onMade: (octets) => this.sizes.made(octets),
      onSuspect: (suspect) => this.suspicions.refused(suspect),
      onDropped: (reason) => {
        if (reason === "vector-full") {
          this.sizes.full();
        }
        this.dispatchTypedEvent("dropped", new CustomEvent("dropped", { detail: { reason } }));
      },
      onRejected: (name, error) => this.reject("sync-interest", name, error),
      onError: (error) => this.fail(error),
    });
    for (const one of own) {
      this.announcePublished(one); // the link is not up for the machine: no packet leaves yet
    }
  }

  /** Rows that are not too far ahead any more, for time has passed or the clock was set: they are known. */
  private admitAhead(aheadMax: number): void {
    for (const { node, bootstrapTime, seqNo } of [...this.ahead]) {
      if (bootstrapTime <= this.clock.wall() / 1000 + aheadMax) {
        this.ahead.set(node, bootstrapTime, 0);
        this.driver.step({ type: "vouched", node, bootstrapTime, seqNo });
      }
    }
  }

  private readonly onAbort = (): void => {
    void this.close();
  };

  private readonly onTransportStatus = (event: CustomEvent): void => {
    const status = this.transport.status;
    if (status === "up") {
      this.linkUp();
    } else if (status === "closed") {
      void this.close();
    } else {
      this.driver.step({ type: "link-down" });
    }
    this.dispatchTypedEvent("transport", new CustomEvent("transport", { detail: event.detail }));
  };

  private linkUp(): void {
    this.upSince = this.clock.monotonic();
    this.inCompany = false;
    this.driver.step({ type: "link-up" });
  }

  /** Another member is there, or nobody seems to be: several announcements remained without an answer. */
  private knowsItsCompany(): boolean {
    return this.inCompany || this.clock.monotonic() - this.upSince >= ALONE_AFTER * this.timers.suppression;
  }

  private async finish(): Promise<void> {
    this.running.abort(closedError());
    for (const waiter of [...this.closeWaiters]) {
      waiter();
    }
    this.options.signal?.removeEventListener("abort", this.onAbort);
    this.transport.removeEventListener("status", this.onTransportStatus);
    this.driver?.stop();
    await this.registration?.[Symbol.asyncDispose]();
    await this.release();
    await this.saver.idle();
  }

  private update(ranges: readonly SeqNoRange[]): void {
    this.noteNews();
    for (const { node, bootstrapTime, low, high } of ranges) {
      const update: SyncUpdate = { node: this.nameOf(node), bootstrapTime, low, high };
      if (this.ownNodes.isCurrent(node, bootstrapTime)) {
        this.suspicions.ownNumber(update);
        continue;
      }
      this.onUpdate(update);
      this.dispatchTypedEvent("update", new CustomEvent("update", { detail: update }));
    }
    this.saver.saveKnown(this.driver.vector);
  }

  /** The name of a node prefix: one object for each, for most come again and again. */
  private nameOf(node: Uint8Array): Name {
    let name = this.names.get(node);
    if (!name) {
      name = new Name(node);
      this.names.set(node, name);
    }
    return name;
  }

  private memberStatus(node: Uint8Array, bootstrapTime: number, seqNo: number): MemberStatus {
    const own = this.ownNodes.isCurrent(node, bootstrapTime);
    const delivered = own ? seqNo : this.deliveredSeqNo(node, bootstrapTime, seqNo);
    const stamp = this.driver.vector.stamp(node, bootstrapTime);
    return {
      node: this.nameOf(node),
      bootstrapTime,
      seqNo,
      delivered,
      behindBy: seqNo - delivered,
      own,
      lastHeard: Number.isFinite(stamp) ? this.clock.wall() - (this.clock.monotonic() - stamp) : undefined,
    };
  }
}

function closedError(): SvsError {
  return new SvsError("closed", "The member is closed.");
}
