import type { Name } from "@ndn/packet";
import {
  type Clock,
  type Dialect,
  type Millis,
  type Publication,
  type Random,
  SvSync,
  SvsError,
  type SyncUpdate,
  type Transport,
} from "@svs/core";
import { v3Shared } from "@svs/core/dialects";
import type { GroupSecurity } from "@svs/security";
import { SvSyncShared } from "@svs/shared";
import { shownName } from "./chat-name.js";
import type { Log } from "./log.js";
import { type RecalledMessage, recall, unwritten } from "./recall.js";
import type { RoomStore } from "./room-store.js";
import type { ShownMessage } from "./shown-log.js";
import { type ChatMember, chatMembers } from "./who.js";

/** One message of another member. */
export interface ChatMessage {
  readonly from: Name;
  /** As it was sent: not fit for a terminal yet. */
  readonly text: string;
}

/** What a room asks of the one who shows it. */
export interface ChatRoomOptions {
  /** Not owned. */
  readonly transport: Transport;
  readonly group: Name;
  /** Default version 3, with shared names. */
  readonly dialect?: Dialect | undefined;
  /** Of a private room; `undefined` if everybody may listen. */
  readonly security?: GroupSecurity | undefined;
  readonly node: Name;
  /** What is kept of the room. Not owned. `undefined` if nothing is kept: then it is gone with the process. */
  readonly store?: Pick<RoomStore, "publications" | "state" | "shown"> | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Gives up joining, and leaves the group later. */
  readonly signal: AbortSignal;
  /** What was said and shown in earlier runs: this many messages at the most, and before any other. */
  readonly recall?: { readonly count: number; show(messages: readonly RecalledMessage[]): void } | undefined;
  /** The next message is handed over when the promise has resolved. */
  readonly onMessage: (message: ChatMessage) => void | Promise<void>;
  /** Another member fetched the message that {@link ChatRoom.say} numbered so. */
  readonly onFetched: (seqNo: number) => void;
}

/**
 * What became of what was said: the others have it, nobody is there, or somebody is there and
 * did not fetch it.
 */
export type Farewell = "fetched" | "alone" | "unfetched";

/** How long the last message is offered to the others, and theirs are waited for, at the most. */
const PATIENCE: Millis = 5_000;
/** How long a first sign of anybody is waited for. */
const SIGN_OF_LIFE: Millis = 1_000;
/** How long after the first one the slower members may still fetch. */
const LINGER: Millis = 300;

/**
 * A group that talks: what a chat does, without a terminal. Messages are publications of plain
 * UTF-8 text.
 */
export class ChatRoom implements AsyncDisposable {
  /**
   * Joins the group and begins to hand over messages, those said before among them.
   * @throws SvsError `invalid-argument`, `registration-failed`, `store-damaged`, `store-failed`, `aborted`, `closed`.
   */
  static async open(options: ChatRoomOptions): Promise<ChatRoom> {
    const { transport, group, dialect = v3Shared, node, clock, random, signal, security, store } = options;
    const stores = { publicationStore: store?.publications, stateStore: store?.state };
    const member = { transport, group, dialect, node, clock, random, signal, ...security, ...stores };
    // What somebody said is there as long as anybody who heard it.
    const svs = await (dialect.sharedDataPrefix ? SvSyncShared.open(member) : SvSync.open(member));
    const room = new ChatRoom(options, svs);
    try {
      await room.recalled;
      return room;
    } catch (cause) {
      await room.close();
      throw signal.aborted
        ? new SvsError("aborted", "The group was left before it was joined.", { cause })
        : cause;
    }
  }

  /** Resolves with how many others are known once in step with them; `undefined` if closed before. */
  readonly inStep: Promise<number | undefined>;
  /** Resolves when the last message was handed over, after {@link close}; rejects if reading failed. */
  readonly finished: Promise<void>;

  /** Settles when what was said before has been shown. */
  private readonly recalled: Promise<void>;
  private readonly saying = new Set<Promise<unknown>>();
  private lastSaid = { seqNo: 0, at: 0 };
  private lastFetched = { seqNo: 0, at: 0 };
  private readonly joinedAt: Millis;
  /** What began later than this is not an earlier run of ours. Seconds since 1970. */
  private readonly startedAt: number;
  private unwrittenTold = false;
  private stepped = false;
  private namesakeTold = false;
  private otherSecretTold = false;
  /** Looks again whether the farewell is over. */
  private wake: (() => void) | undefined;

  private constructor(
    private readonly options: ChatRoomOptions,
    private readonly svs: SvSync,
  ) {
    this.joinedAt = options.clock.monotonic();
    this.startedAt = Math.max(svs.bootstrapTime, Math.floor(options.clock.wall() / 1000));
    this.listen();
    this.recalled = this.recall();
    this.finished = this.recalled.then(() => this.read());
    this.finished.catch(() => undefined); // told to whoever asks
    this.inStep = this.recalled.then(
      () => this.awaitInStep(),
      () => undefined,
    );
  }

  /**
   * Says something.
   * @returns its number, when it is stored and will be announced.
   * @throws SvsError `closed`, or what `SvSync.publish` throws.
   */
  async say(text: string): Promise<number> {
    const publishing = this.publish(text);
    this.saying.add(publishing);
    try {
      const { node, bootstrapTime, seqNo } = await publishing;
      this.lastSaid = { seqNo, at: this.options.clock.monotonic() };
      void this.writeDown({ node, bootstrapTime, seqNo, own: true }); // not waited for: it may be fetched already
      return seqNo;
    } finally {
      this.saying.delete(publishing);
      this.wake?.();
    }
  }

  /** Who is known, oneself among them. */
  get members(): readonly ChatMember[] {
    return chatMembers(this.svs.status.members, this.svs.node);
  }

  /**
   * Resolves when there is nothing left to wait for. What was said: at once or as soon as it was
   * fetched, and 5 s after it was said at the latest.
   * @param history - whether to wait also for what the others said before, 5 s from joining at
   * the latest.
   */
  farewell({ history = false } = {}): Promise<Farewell> {
    const { clock } = this.options;
    return new Promise((resolve) => {
      let timer = clock.schedule(0, () => look());
      const look = (): void => {
        timer.cancel();
        const now = clock.monotonic();
        const { farewell, wait } = this.outcome(now);
        const left = Math.max(wait, history ? this.historyWait(now) : 0);
        if (left > 0) {
          timer = clock.schedule(left, look);
        } else {
          this.wake = undefined;
          resolve(farewell);
        }
      };
      this.wake = look;
    });
  }

  /** Leaves the group. Idempotent; the transport stays open. */
  async close(): Promise<void> {
    await this.svs.close();
    this.wake?.();
    await this.finished.catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What became of what was said, if in `wait` milliseconds nothing else has happened. */
  private outcome(now: Millis): { readonly farewell: Farewell; readonly wait: Millis } {
    const { lastSaid, lastFetched } = this;
    if (this.saying.size > 0) {
      return { farewell: "unfetched", wait: PATIENCE }; // publishing ends by itself, and wakes us
    }
    if (lastFetched.seqNo >= lastSaid.seqNo) {
      return { farewell: "fetched", wait: lastSaid.seqNo === 0 ? 0 : lastFetched.at + LINGER - now };
    }
    return {
      farewell: this.alone ? "alone" : "unfetched",
      wait: lastSaid.at + (this.alone ? SIGN_OF_LIFE : PATIENCE) - now,
    };
  }

  private historyWait(now: Millis): Millis {
    return this.stepped ? 0 : this.joinedAt + (this.alone ? SIGN_OF_LIFE : PATIENCE) - now;
  }

  private async publish(text: string): Promise<Publication> {
    if (!this.svs.dialect.hasBootstrapTime) {
      // A number that an earlier life of ours gave out already would be heard by nobody: the group
      // knows the last one.
      await this.inStep;
    }
    return this.svs.publish(text);
  }

  /** Whether nobody was heard since joining. Nobody hears himself: every Sync Interest is a sign of somebody else. */
  get alone(): boolean {
    return this.svs.status.counters.received === 0;
  }

  /** Shows what was said before, if that is asked for. */
  private async recall(): Promise<void> {
    const { store, recall: wish, clock } = this.options;
    if (store) {
      for (const said of unwritten(this.svs, store.shown)) {
        await this.writeDown(said);
      }
      if (wish) {
        wish.show(await recall(this.svs, store.shown, wish.count, clock));
      }
    }
  }

  private async read(): Promise<void> {
    const { store, onMessage } = this.options;
    for await (const publication of this.svs.publications()) {
      // One that was shown comes again if the process was killed before it counted as delivered.
      if (!store?.shown.has(publication)) {
        await onMessage({ from: publication.node, text: publication.text() });
        const { node, bootstrapTime, seqNo } = publication; // without its content
        await this.writeDown({ node, bootstrapTime, seqNo, own: false });
      }
    }
  }

  /** Adds a message to those that were shown. If that cannot be done, it is told once. */
  private async writeDown(message: ShownMessage): Promise<void> {
    try {
      await this.options.store?.shown.append(message);
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      if (!this.unwrittenTold) {
        this.unwrittenTold = true;
        this.options.log.error(`What is said from now on may not be shown again next time: ${error.message}`);
      }
    }
  }

  private async awaitInStep(): Promise<number | undefined> {
    try {
      await this.svs.whenSynced();
    } catch (error) {
      if (SvsError.is(error, "closed")) {
        return undefined;
      }
      throw error;
    }
    this.stepped = true;
    this.wake?.();
    return this.members.length - 1;
  }

  private listen(): void {
    const { svs } = this;
    const { log, clock, onFetched } = this.options;
    svs.addEventListener("served", ({ detail: { seqNo } }) => {
      this.lastFetched = { seqNo: Math.max(seqNo, this.lastFetched.seqNo), at: clock.monotonic() };
      onFetched(seqNo);
      this.wake?.();
    });
    svs.addEventListener("update", ({ detail }) => {
      const { node, bootstrapTime, low, high } = detail;
      log.debug(
        `${shownName(node)} (t=${bootstrapTime}) has published ${low === high ? low : `${low} to ${high}`}.`,
      );
      this.noticeNamesake(detail);
    });
    svs.addEventListener("suspicious", ({ detail: { node, low, high, reason } }) => {
      if (reason === "own-number") {
        if (!svs.dialect.hasBootstrapTime && this.lastSaid.seqNo === 0) {
          log.info(`${shownName(node)} has been here before; the group knows ${high} of its messages.`);
        } else {
          this.tellNamesake();
        }
      } else if (reason === "jump") {
        log.warn(`${shownName(node)} claims ${high - low + 1} messages at once, which is looked into.`);
      } else {
        log.warn(`Somebody announces ${shownName(node)}, which is left aside (${reason}).`);
      }
    });
    svs.addEventListener("lost", ({ detail: { node, seqNo, error } }) => {
      log.warn(`Message ${seqNo} of ${shownName(node)} could not be had: ${error.message}`);
    });
    svs.addEventListener("sent", ({ detail: { cause } }) => log.debug(`Sent a Sync Interest (${cause}).`));
    svs.addEventListener("dropped", ({ detail: { reason } }) => {
      log.debug(`Dropped a Sync Interest (${reason}).`);
      if (reason === "verification-failed") {
        this.tellOtherSecret();
      }
    });
    svs.addEventListener("error", ({ detail }) => log.error(detail.message));
  }

  /** What began before us may be an earlier run of ours; what began later, or goes on, is somebody else's. */
  private noticeNamesake({ node, bootstrapTime, low }: SyncUpdate): void {
    const goesOn = this.stepped && low > 1;
    if (node.equals(this.svs.node) && (bootstrapTime > this.startedAt || goesOn)) {
      this.tellNamesake();
    }
  }

  private tellOtherSecret(): void {
    if (!this.otherSecretTold) {
      this.otherSecretTold = true;
      const { security, log } = this.options;
      log.warn(
        security
          ? "Somebody in this group has another secret, or none; you do not hear each other."
          : "Somebody in this group has a secret (--secret) that you have not; you do not hear each other.",
      );
    }
  }

  private tellNamesake(): void {
    if (!this.namesakeTold) {
      this.namesakeTold = true;
      this.options.log.warn(
        `Somebody else in this group is called ${shownName(this.svs.node)} too, and messages may go astray; ` +
          "leave and come back under another name.",
      );
    }
  }
}
