import type { Name } from "@ndn/packet";
import { AbortGroup } from "../abort-group.js";
import type { Publication } from "../publication.js";
import { SortedOctetMap } from "../sorted-octet-map.js";
import { SvsError } from "../svs-error.js";
import type { SyncUpdate } from "../sync-events.js";
import type { FetchOptions } from "./fetch-options.js";
import { SignsOfLife } from "./signs-of-life.js";

/** A member's numbering: its node prefix and bootstrap time. */
export interface SeriesId {
  readonly node: Name;
  readonly bootstrapTime: number;
}

/** What a session asks of its member. */
export interface DeliveryContext {
  readonly options: FetchOptions;
  /**
   * Fetches one publication. `onAttempt` is told before each Interest of its first packet how many there were
   * since the publisher's last sign of life.
   */
  fetch(
    series: SeriesId,
    seqNo: number,
    signal: AbortSignal,
    signs: SignsOfLife,
    onAttempt: (unanswered: number) => void,
  ): Promise<Publication>;
  /** A publication was given up; delivery goes on behind it. */
  onLost(series: SeriesId, seqNo: number, error: SvsError): void;
  /** The application has taken everything of the series up to this number. */
  onDelivered(series: SeriesId, seqNo: number): void;
  /** A publication was lined up. */
  onNews(): void;
  /** The session ended, for whatever reason. */
  onEnd(): void;
}

/** A numbering, from its first number that was not delivered on: kept when all are, for what it tells of its publisher. */
interface Series extends SeriesId {
  /** Next number to fetch. */
  next: number;
  /** Next number to line up. */
  expected: number;
  /** Highest number known. */
  high: number;
  /** Fetched before an earlier number was; `undefined` stands for one that was given up. */
  readonly early: Map<number, Publication | undefined>;
  /** Fetches under way. */
  fetching: number;
  readonly signs: SignsOfLife;
  /** Whether one was fetched: until then the publisher may be gone, and one Interest is enough. */
  proven: boolean;
  /** Whether it is in the round. */
  queued: boolean;
}

/** A publication in line; `undefined` was given up and is passed over. */
interface InLine {
  readonly series: Series;
  readonly seqNo: number;
  readonly publication: Publication | undefined;
}

type Taken = IteratorResult<Publication, undefined>;

/** From this unanswered attempt on the publisher is taken to be away, and the fetch holds up nothing else. */
const AWAY_ATTEMPT = 3;

/**
 * So many times a window may wait for an earlier publication: where packets get lost, the one that is missing
 * takes some attempts, and meanwhile the others come.
 */
const WINDOWS_HELD = 4;

/**
 * One reading of a group's publications: those of the others at least once, those of one
 * numbering in order. It fetches while it is read, and only so far ahead as it may; a range of
 * numbers is two numbers, however long it is.
 *
 * A publication counts as delivered when the next one is asked for. What was not is handed out
 * again by the next session.
 */
export class DeliverySession implements AsyncIterableIterator<Publication> {
  private readonly series = new SortedOctetMap<Map<number, Series>>();
  /** Numberings that may fetch: one number a turn, so that a long history starves nobody. */
  private readonly round: Series[] = [];
  /** Those among them whose publisher never answered: maybe names that somebody invented. */
  private readonly strangers: Series[] = [];
  private line: InLine[] = [];
  private lineOctets = 0;
  /** In the application's hands. */
  private handed: InLine | undefined;
  /** Fetches under way, but for those of publishers that are away. */
  private inFlight = 0;
  /** Of these, those of strangers. */
  private strangersInFlight = 0;
  private strangersTurn = false;
  private readonly fetches = new AbortGroup();
  /** Calls of `next` that wait for their turn. */
  private readonly readers: ((taken: Taken | Promise<never>) => void)[] = [];
  private failure: unknown;

  constructor(private readonly context: DeliveryContext) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Numbers to be delivered, above all that were told before. */
  add({ node, bootstrapTime, low, high }: SyncUpdate): void {
    let bootstraps = this.series.get(node.value);
    if (!bootstraps) {
      bootstraps = new Map();
      this.series.set(node.value, bootstraps);
    }
    let series = bootstraps.get(bootstrapTime);
    if (series) {
      series.high = Math.max(series.high, high);
    } else {
      series = {
        node,
        bootstrapTime,
        next: low,
        expected: low,
        high,
        early: new Map(),
        fetching: 0,
        signs: new SignsOfLife(),
        proven: false,
        queued: false,
      };
      bootstraps.set(bootstrapTime, series);
    }
    this.enqueue(series);
    this.pump();
  }

  /** Whether nothing is on its way, publishers that are away left aside. */
  get settled(): boolean {
    return this.inFlight === 0 && this.line.length + this.round.length + this.strangers.length === 0;
  }

  next(): Promise<IteratorResult<Publication, undefined>> {
    return new Promise((resolve) => {
      this.settleHanded(); // already, for the session may end before this call's turn comes
      this.readers.push(resolve);
      queueMicrotask(() => this.serve()); // not within the call: who ends the reading right after it gets no more
    });
  }

  async return(): Promise<IteratorResult<Publication, undefined>> {
    this.end(undefined);
    return { done: true, value: undefined };
  }

  /** Ends the session: the reader's `next` returns, or throws the failure if there is one. */
  end(failure: unknown): void {
    if (this.fetches.aborted) {
      return;
    }
    this.failure = failure;
    this.fetches.abort();
    this.line = [];
    this.round.length = 0;
    this.strangers.length = 0;
    this.serve();
    this.context.onEnd();
  }

  /** Hands the first publication out, or tells how the session ended; `undefined` if there is none yet. */
  private take(): Taken | Promise<never> | undefined {
    this.settleHanded();
    if (this.fetches.aborted) {
      return this.failure === undefined ? { done: true, value: undefined } : Promise.reject(this.failure);
    }
    for (let first = this.line.shift(); first; first = this.line.shift()) {
      this.handed = first;
      if (first.publication) {
        this.lineOctets -= first.publication.content.length;
        this.pump();
        return { done: false, value: first.publication };
      }
      this.settleHanded();
    }
    return undefined;
  }

  /** Serves those who wait for a publication, as far as there are some. */
  private serve(): void {
    while (this.readers.length > 0) {
      const result = this.take();
      if (!result) {
        return;
      }
      this.readers.shift()!(result);
    }
  }

  private settleHanded(): void {
    const handed = this.handed;
    this.handed = undefined;
    if (handed && !this.fetches.aborted) {
      this.context.onDelivered(handed.series, handed.seqNo);
    }
  }

  private enqueue(series: Series): void {
    if (!series.queued && this.mayFetch(series)) {
      series.queued = true;
      (series.proven ? this.round : this.strangers).push(series);
    }
  }

  private mayFetch(series: Series): boolean {
    const { windowPerMember } = this.context.options;
    return (
      series.next <= series.high &&
      series.fetching < (series.proven ? windowPerMember : 1) &&
      series.early.size < WINDOWS_HELD * windowPerMember
    );
  }

  private hasRoom(): boolean {
    const { readAhead, readAheadOctets } = this.context.options;
    return this.line.length + this.inFlight < readAhead && this.lineOctets < readAheadOctets;
  }

  private pump(): void {
    for (let series = this.nextInTurn(); series; series = this.nextInTurn()) {
      series.queued = false;
      if (this.mayFetch(series)) {
        void this.fetch(series, series.next++);
        this.enqueue(series);
      }
    }
  }

  /** From either list by turns, if there is room. */
  private nextInTurn(): Series | undefined {
    if (!this.hasRoom() || this.fetches.aborted) {
      return undefined;
    }
    const mayAskStrangers = this.strangersInFlight < Math.ceil(this.context.options.readAhead / 2);
    this.strangersTurn = mayAskStrangers && (!this.strangersTurn || this.round.length === 0);
    return this.strangersTurn ? (this.strangers.shift() ?? this.round.shift()) : this.round.shift();
  }

  private async fetch(series: Series, seqNo: number): Promise<void> {
    const stranger = series.proven ? 0 : 1;
    let away = false;
    series.fetching++;
    this.inFlight++;
    this.strangersInFlight += stranger;
    let publication: Publication | undefined;
    const controller = this.fetches.begin();
    try {
      publication = await this.context.fetch(series, seqNo, controller.signal, series.signs, (unanswered) => {
        if (unanswered === AWAY_ATTEMPT && !away) {
          away = true;
          this.inFlight--;
          this.strangersInFlight -= stranger;
          this.pump();
        }
      });
      series.proven = true;
    } catch (error) {
      if (this.fetches.aborted) {
        return;
      }
      if (!SvsError.is(error, "fetch-failed")) {
        this.end(error);
        return;
      }
      this.context.onLost(series, seqNo, error);
    } finally {
      this.fetches.end(controller);
      series.fetching--;
      this.inFlight -= away ? 0 : 1;
      this.strangersInFlight -= away ? 0 : stranger;
    }
    this.lineUp(series, seqNo, publication);
    this.enqueue(series);
    this.pump();
  }

  private lineUp(series: Series, seqNo: number, publication: Publication | undefined): void {
    if (seqNo === series.expected) {
      this.append(series, publication);
      while (series.early.has(series.expected)) {
        const ready = series.early.get(series.expected);
        series.early.delete(series.expected);
        this.append(series, ready);
      }
    } else {
      series.early.set(seqNo, publication);
    }
    this.context.onNews();
    this.serve();
  }

  /** Puts the next one of a numbering in line. */
  private append(series: Series, publication: Publication | undefined): void {
    this.line.push({ series, seqNo: series.expected++, publication });
    this.lineOctets += publication?.content.length ?? 0;
  }
}
