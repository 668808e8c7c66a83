import type { StateVector } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";

/** Copies of an answer that are meant to be. */
const COPIES_WANTED = 2;
/** So many tell how long packets travel: fewer may be of members that missed the first. */
const COPIES_TELLING = 4;
/** More of them tell nothing else. */
const COPIES_MAX = 100;
/** Weight of a new measure of the delay. */
const DELAY_GAIN = 0.25;
/** The delay at the least, in windows: nothing goes quicker for a shorter one. */
const DELAY_MIN = 0.14;
/** What a single answer leaves of either estimate. */
const SHRINKAGE = 0.8;
/** However few there seem to be: for so many, timeouts are about as long as specified. */
const SIZE_MIN = 20;
/** However many there seem to be: whoever wants us to be slow may try. */
const SIZE_MAX = 100_000;

/**
 * How large the group is and how long packets travel in it, by one member's ears alone.
 *
 * Members that are about to announce the same keep silent once they hear it from another one. So who
 * speaks all the same did so while the first was under way to him: their distance tells of the delay, and
 * their number, where the delay is allowed for, of the size.
 */
export class GroupEstimate {
  /** What the size is to the rows of the vector: members may have no row, and rows no member any more. */
  private sizeByRows = 1;
  private travel: Millis;
  /** When the same was announced: the first time, and again within the window. */
  private readonly heardAt: Millis[] = [];
  /** Whether these answer somebody, or are about to. */
  private isAnswer = false;
  /** The spread, for so many rows. */
  private rows = -1;
  private steep = 0;
  private scale = 0;

  /**
   * @param vector - ours, live.
   * @param window - in which announcements of the same are copies of one.
   * @param measures - whether it listens at all; without, the size is that of the vector.
   */
  constructor(
    private readonly vector: StateVector,
    private readonly window: Millis,
    private readonly measures: boolean,
  ) {
    this.travel = DELAY_MIN * window;
  }

  /** One way, from `DELAY_MIN` of the window up to the window. */
  get delay(): Millis {
    return this.travel;
  }

  /**
   * ln(size) + 1: by an exponential spread of this steepness the first of so many speaks early, and
   * few speak close to it (RFC 5401, section 3.2).
   */
  get steepness(): number {
    this.fit();
    return this.steep;
  }

  /** Turns a uniform number from [0, 1) into one that is exponentially more likely towards 1. */
  spread(u: number): number {
    this.fit();
    return Math.log(1 + u * this.scale) / this.steep;
  }

  /** Somebody lacks something: all who hear it are about to answer. */
  awaitAnswers(): void {
    this.conclude();
    this.isAnswer = true;
  }

  /** All that we know was announced once more, by us or by another one. */
  announced(now: Millis): void {
    if (!this.measures) {
      return;
    }
    const [first] = this.heardAt;
    if (first !== undefined && now >= first + this.window) {
      this.conclude();
    }
    if (this.heardAt.length < COPIES_MAX) {
      this.heardAt.push(now);
    }
  }

  /** What is announced from here on is no copy of what was. */
  conclude(): void {
    const { heardAt, isAnswer } = this;
    const copies = heardAt.length;
    if (copies > 0) {
      this.learn(copies, heardAt[copies >> 1]! - heardAt[0]!, isAnswer);
      heardAt.length = 0;
    }
    this.isAnswer = false;
  }

  /** @param distance - of the copy in the middle from the first. */
  private learn(copies: number, distance: Millis, isAnswer: boolean): void {
    if (distance > this.travel) {
      if (copies >= COPIES_TELLING) {
        this.travel += DELAY_GAIN * (distance - this.travel);
      }
    } else if (isAnswer && copies > COPIES_WANTED) {
      this.resize(copies / COPIES_WANTED);
    } else if (isAnswer && copies === 1) {
      this.resize(SHRINKAGE);
      this.travel = Math.max(DELAY_MIN * this.window, SHRINKAGE * this.travel);
    }
  }

  private resize(factor: number): void {
    const rows = Math.max(SIZE_MIN, this.vector.size);
    this.sizeByRows = within(rows * this.sizeByRows * factor) / rows;
    this.rows = -1;
  }

  private fit(): void {
    if (this.rows !== this.vector.size) {
      this.rows = this.vector.size;
      this.steep = Math.log(within(Math.max(SIZE_MIN, this.rows) * this.sizeByRows)) + 1;
      this.scale = Math.expm1(this.steep);
    }
  }
}

function within(size: number): number {
  return Math.min(SIZE_MAX, Math.max(SIZE_MIN, size));
}
