import { type Clock, type Millis, SvsError, type Timer } from "@svs/core";
import { VirtualEvent } from "./virtual-event.js";
import { VirtualTime } from "./virtual-time.js";

/** Options of a member's clock. */
export interface ClockOptions {
  /** Milliseconds by which its wall clock is ahead of the network's; negative if behind. Default 0. */
  skew?: Millis | undefined;
  /** By what share it runs fast, or slow if negative: 50e-6 gains 50 µs a second. Default 0. */
  drift?: number | undefined;
}

/** An armed timer. Its reach is the delay it was armed with. */
class VirtualTimer extends VirtualEvent implements Timer {
  constructor(
    readonly clock: MemberClock,
    private readonly time: VirtualTime,
    delay: Millis,
    private readonly callback: () => void,
  ) {
    super(delay);
  }

  fire(): void {
    this.time.touch();
    this.callback();
  }

  cancel(): void {
    this.time.cancel(this);
  }
}

/**
 * A clock in virtual time. It stands still while a member's code runs and while registered
 * work is under way.
 *
 * An exception in a timer's callback rejects the call that lets time pass.
 */
export class MemberClock implements Clock {
  /** Milliseconds by which the wall clock is ahead. Setting it makes the wall clock jump. */
  skew: Millis;
  private readonly rate: number;
  private stopped = false;

  /** @internal Use `MemoryNetwork.clockFor`. */
  constructor(
    private readonly time: VirtualTime,
    private readonly epoch: Millis,
    { skew = 0, drift = 0 }: ClockOptions = {},
  ) {
    if (!(drift > -1 && Number.isFinite(drift) && Number.isFinite(skew))) {
      throw new SvsError("invalid-argument", `A clock cannot have skew ${skew} and drift ${drift}.`);
    }
    this.skew = skew;
    this.rate = 1 + drift;
  }

  /** Milliseconds since the network was made, as this clock counts them. */
  monotonic(): Millis {
    return this.time.now * this.rate;
  }

  wall(): Millis {
    return this.epoch + this.skew + this.monotonic();
  }

  schedule(delay: Millis, callback: () => void): Timer {
    if (Number.isNaN(delay)) {
      throw new SvsError("invalid-argument", "A timer was armed for NaN milliseconds.");
    }
    const wait = Math.max(delay, 0);
    const timer = new VirtualTimer(this, this.time, wait, callback);
    if (!this.stopped && wait < Number.POSITIVE_INFINITY) {
      this.time.at(this.momentOf(this.monotonic() + wait), timer);
    }
    return timer;
  }

  /**
   * The network stands still until the promise has settled. Of several works, the outcome of
   * the one begun first is handed over first. Not for promises that wait for virtual time, nor
   * for ones that wait for other work begun later: the clock would stand still for ever, and
   * after ten real seconds the run ends with an error that says so.
   */
  work<T>(promise: Promise<T>): Promise<T> {
    return this.stopped ? new Promise<T>(() => undefined) : this.time.work(this, promise);
  }

  /**
   * @internal The member has crashed: no timer of this clock fires any more, and no work
   * settles, begun or yet to begin.
   */
  stop(): void {
    this.stopped = true;
    this.time.cancelAll((event) => event instanceof VirtualTimer && event.clock === this);
    this.time.abandon(this);
  }

  /** The first moment of the network at which this clock shows `due` or more. */
  private momentOf(due: Millis): Millis {
    let moment = Math.max(this.time.now, VirtualTime.align(due / this.rate));
    while (moment * this.rate < due) {
      moment = VirtualTime.next(moment);
    }
    return moment;
  }
}
