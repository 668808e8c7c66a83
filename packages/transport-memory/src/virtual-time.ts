import { type Millis, SvsError, systemClock, type Timer } from "@svs/core";
import { BinaryHeap } from "./binary-heap.js";
import { simulationError } from "./simulation-error.js";
import { Turns } from "./turns.js";
import type { VirtualEvent } from "./virtual-event.js";

/**
 * Moments are whole multiples of 2^-20 ms (about a nanosecond). Sums and differences of such
 * numbers are exact, so a timer armed for `deadline - now` never fires a hair too early.
 */
const GRID = 2 ** 20;

/** Cancelled events are swept out once they are this many and half of the queue. */
const SWEEP_AT = 256;

/** How long, in real time, work outside the clock may take before a run is given up. */
const STALL: Millis = 10_000;

/** Options of the calls that let time pass until something holds. */
export interface WithinOptions {
  /** Virtual milliseconds after which to give up with an error. Default 600 000. */
  within?: Millis | undefined;
}

/** Options of {@link VirtualTime.settle}. */
export interface SettleOptions extends WithinOptions {
  /**
   * Timers armed for longer than this are not waited for, and fire only if their time comes
   * meanwhile. Default 10 000 ms: retransmissions are waited for, the periodic timer is not.
   */
  horizon?: Millis | undefined;
}

/** A call that lets time pass. */
interface Run {
  /** The last moment it may reach. */
  readonly limit: Millis;
  /** Asked before every turn and after every event; what it costs counts. */
  readonly isDone: (drained: boolean) => boolean;
  /** What an exhausted limit means: the error, or `undefined` for a good end. */
  readonly atLimit: () => SvsError | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Something outside the clock's sight, in the order in which it was begun. */
interface Work {
  readonly owner: object;
  readonly begun: Millis;
  /** Hands the outcome over; set when there is one. */
  deliver: (() => void) | undefined;
}

/**
 * The one line of events of a network. Events happen by (time, order of planning). Whenever an
 * event ran code of a member, all microtasks have run, and all registered work has been handed
 * over, before the next event.
 */
export class VirtualTime {
  private moment: Millis = 0;
  private readonly queue = new BinaryHeap<VirtualEvent>();
  private cancelledCount = 0;
  /** Events in the queue whose reach is within the horizon. */
  private busy = 0;
  private horizon: Millis = 10_000;
  private readonly works: Work[] = [];
  private current: Run | undefined;
  /** Whether code of a member ran since microtasks were last drained. */
  private touched = false;
  private eventsThisInstant = 0;
  private stall: Timer | undefined;
  private readonly turns = new Turns(() => this.turn());

  /** @param instantEventsMax - events at one moment before the run is given up as endless. */
  constructor(private readonly instantEventsMax: number) {}

  /** Virtual milliseconds since the network was made. */
  get now(): Millis {
    return this.moment;
  }

  /** The first moment of the grid that is not before `time`. */
  static align(time: Millis): Millis {
    return Math.ceil(time * GRID) / GRID;
  }

  /** The moment after `time`, which is one of the grid. */
  static next(time: Millis): Millis {
    return time + Math.max(1 / GRID, time * Number.EPSILON);
  }

  /** Plans an event after `delay`, which is not negative. */
  after(delay: Millis, event: VirtualEvent): void {
    this.at(VirtualTime.align(this.moment + delay), event);
  }

  /** Plans an event for a moment of the grid that is not before now. */
  at(time: Millis, event: VirtualEvent): void {
    event.queued = true;
    this.queue.push(time, event);
    if (event.reach <= this.horizon) {
      this.busy++;
    }
  }

  /** Takes an event back; harmless when it has happened. */
  cancel(event: VirtualEvent): void {
    if (!event.queued || event.cancelled) {
      return;
    }
    event.cancelled = true;
    if (event.reach <= this.horizon) {
      this.busy--;
    }
    if (++this.cancelledCount >= SWEEP_AT && 2 * this.cancelledCount > this.queue.size) {
      this.queue.filter((queued) => !queued.cancelled);
      this.cancelledCount = 0;
    }
  }

  /** Takes back every event that `condemned` picks out. */
  cancelAll(condemned: (event: VirtualEvent) => boolean): void {
    const found: VirtualEvent[] = [];
    this.queue.forEach((event) => {
      if (condemned(event)) {
        found.push(event);
      }
    });
    for (const event of found) {
      this.cancel(event);
    }
  }

  /** Says that code of a member is run by this event. */
  touch(): void {
    this.touched = true;
  }

  /** See `Clock.work`. */
  work<T>(owner: object, promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const work: Work = { owner, begun: this.moment, deliver: undefined };
      const settled = (deliver: () => void): void => {
        work.deliver = deliver;
        this.turns.start();
      };
      this.works.push(work);
      promise.then(
        (value) => settled(() => resolve(value)),
        (error: unknown) => settled(() => reject(error)),
      );
    });
  }

  /** Forgets the work of an owner: its promises never settle. */
  abandon(owner: object): void {
    const kept = this.works.filter((work) => work.owner !== owner);
    this.works.splice(0, this.works.length, ...kept);
    this.turns.start();
  }

  /**
   * Lets virtual time pass.
   * @param duration - milliseconds, not negative.
   */
  advance(duration: Millis): Promise<void> {
    if (!(duration >= 0 && Number.isFinite(duration))) {
      throw new SvsError(
        "invalid-argument",
        `Time can advance by 0 or more milliseconds, not by ${duration}.`,
      );
    }
    const limit = VirtualTime.align(this.moment + duration);
    return this.run(
      limit,
      () => false,
      () => undefined,
    );
  }

  /** See `MemoryNetwork.settle`. */
  settle({ horizon = 10_000, within = 600_000 }: SettleOptions = {}): Promise<void> {
    this.countBusy(Math.min(horizon, Number.MAX_VALUE));
    return this.run(
      this.moment + within,
      () => this.busy === 0,
      () => this.lateError("The network did not settle", within),
    );
  }

  /** Lets time pass until the condition holds. It is asked whenever a member's code has run. */
  until(condition: () => boolean, { within = 600_000 }: WithinOptions = {}): Promise<void> {
    return this.run(
      this.moment + within,
      (drained) => drained && condition(),
      () => this.lateError("The condition did not come true", within),
    );
  }

  /** Lets time pass until the promise has settled; resolves or rejects as it does. */
  async complete<T>(promise: Promise<T>, { within = 600_000 }: WithinOptions = {}): Promise<T> {
    let settled = false;
    const note = (): void => {
      settled = true;
    };
    promise.then(note, note);
    await this.run(
      this.moment + within,
      (drained) => drained && settled,
      () => this.lateError("The promise did not settle", within),
    );
    return promise;
  }

  private run(
    limit: Millis,
    isDone: (drained: boolean) => boolean,
    atLimit: () => SvsError | undefined,
  ): Promise<void> {
    if (this.current) {
      throw new SvsError(
        "invalid-argument",
        "Virtual time is passing already: await the call that lets it pass before the next one.",
      );
    }
    return new Promise<void>((resolve, reject) => {
      this.current = { limit, isDone, atLimit, resolve, reject };
      this.turns.start();
    });
  }

  /** One turn: hands over one finished work, or runs events until one ran code of a member. */
  private turn(): boolean {
    const [work] = this.works;
    if (work) {
      return this.deliver(work);
    }
    const run = this.current;
    if (!run) {
      return false;
    }
    try {
      if (run.isDone(true)) {
        return this.finish(run);
      }
      this.touched = false;
      do {
        const time = this.queue.minKey;
        if (time > run.limit || this.queue.size === 0) {
          this.moment = Number.isFinite(run.limit) ? run.limit : this.moment;
          return this.finish(run, run.atLimit());
        }
        if (!this.happen(time)) {
          continue;
        }
        if (!this.touched && run.isDone(false)) {
          return this.finish(run);
        }
      } while (!this.touched);
    } catch (error) {
      return this.finish(run, error);
    }
    return true;
  }

  private happen(time: Millis): boolean {
    const event = this.queue.pop()!;
    event.queued = false;
    if (event.cancelled) {
      this.cancelledCount--;
      return false;
    }
    if (time > this.moment) {
      this.moment = time;
      this.eventsThisInstant = 0;
    } else if (++this.eventsThisInstant > this.instantEventsMax) {
      throw simulationError(
        `Time stands still at ${time} ms: over ${this.instantEventsMax} events happened at one moment. ` +
          "Something arms timers of no delay without end; give the links a delay if it is traffic.",
      );
    }
    if (event.reach <= this.horizon) {
      this.busy--;
    }
    event.fire();
    return true;
  }

  private deliver(work: Work): boolean {
    if (work.deliver) {
      this.stall?.cancel();
      this.stall = undefined;
      this.works.shift();
      work.deliver();
      return true;
    }
    if (this.current && !this.stall) {
      this.stall = systemClock.schedule(STALL, () => this.giveUp());
    }
    return false;
  }

  private giveUp(): void {
    this.stall = undefined;
    const [work] = this.works;
    if (this.current && work) {
      this.finish(
        this.current,
        simulationError(
          `Work begun at ${work.begun} ms has not settled for ${STALL / 1000} s of real time, and the clock ` +
            "stands still for it. Hand clock.work() only what needs neither virtual time nor work begun later.",
        ),
      );
    }
  }

  private finish(run: Run, error?: unknown): false {
    this.current = undefined;
    if (error === undefined) {
      run.resolve();
    } else {
      run.reject(error);
    }
    return false;
  }

  private countBusy(horizon: Millis): void {
    this.horizon = horizon;
    this.busy = 0;
    this.queue.forEach((event) => {
      if (!event.cancelled && event.reach <= horizon) {
        this.busy++;
      }
    });
  }

  private lateError(what: string, within: Millis): SvsError {
    let underWay = 0;
    let timers = 0;
    this.queue.forEach((event) => {
      if (!event.cancelled && event.reach === 0) {
        underWay++;
      } else if (!event.cancelled && event.reach <= this.horizon) {
        timers++;
      }
    });
    return simulationError(
      `${what} within ${within} ms of virtual time: at ${this.moment} ms, ${underWay} packets or pending ` +
        `Interests are under way and ${timers} timers of ${this.horizon} ms or less are armed.`,
    );
  }
}
