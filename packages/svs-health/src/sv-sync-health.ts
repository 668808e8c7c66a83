import { Name, type NameLike } from "@ndn/packet";
import {
  type Clock,
  type Millis,
  type Random,
  type SvSyncCore,
  type SvSyncCoreOptions,
  SvsError,
  type SyncUpdate,
  systemClock,
  systemRandom,
  type Timer,
} from "@svs/core";
import { TypedEventTarget } from "typescript-event-target";
import { BeatingCore } from "./beating-core.js";
import { type Heart, HeartTracker } from "./heart-tracker.js";

/** Options of {@link SvSyncHealth.open}. */
export interface SvSyncHealthOptions extends SvSyncCoreOptions {
  /** Node prefix: this member's own name. */
  node: NameLike;
  /** Time between two beats, in milliseconds; all members of a group have the same. Default 25 000. */
  beatInterval?: Millis | undefined;
  /**
   * Beats in a row that make a member alive. Default 3. Several that arrive together are one, and with 1 an old number
   * that others passed on late is enough.
   */
  beatsToRenew?: number | undefined;
  /** So many beats have to be missing for a member to be taken for dead. Default 3. */
  beatsToExpire?: number | undefined;
  /**
   * How much later than it should a beat may come, in milliseconds: delays, and the spread of beats. Default a fifth
   * of the interval.
   */
  beatTolerance?: Millis | undefined;
  /** Members that are followed at the most; a dead one makes room for a new one. Default 10 000. */
  heartsMax?: number | undefined;
}

/** Events of {@link SvSyncHealth}. */
export type HealthEventMap = {
  /** A member is alive, for the first time or again. */
  renewed: CustomEvent<Heart>;
  /** A member that was alive is silent. */
  expired: CustomEvent<Heart>;
  /** Something failed that no call can be rejected for: as of `SvSyncCore`, and `limit-exceeded`. */
  error: CustomEvent<SvsError>;
};

/** Beats are spread by so much of the interval, each way: members that began together do not stay in step. */
const SPREAD = 0.05;
/** A timer that rings later than this part of the interval tells that the program was stopped. */
const STOPPED = 0.5;

/**
 * Who of a group is alive. Each member raises its sequence number every so often, and publishes nothing: the
 * Sync Interests alone tell. A member is alive after a few beats in a row, and dead when a few are missing.
 *
 * Silence counts only while we could have heard somebody: an outage of our own kills nobody, and if the program was
 * stopped, as a laptop asleep is, everybody gets his time once more.
 */
export class SvSyncHealth extends TypedEventTarget<HealthEventMap> implements AsyncDisposable {
  /**
   * Joins the group, and begins to beat.
   * @throws SvsError as `SvSyncCore.open`; `invalid-argument` for numbers that cannot work.
   */
  static async open(options: SvSyncHealthOptions): Promise<SvSyncHealth> {
    const settings = healthSettings(options);
    const core = await BeatingCore.open(options);
    const health = new SvSyncHealth(core, settings, options);
    health.start();
    return health;
  }

  /** Node prefix: this member's own name. */
  readonly node: Name;
  private readonly tracker: HeartTracker;
  private readonly clock: Clock;
  private readonly random: Random;
  private beatTimer: Timer | undefined;
  private expiryTimer: Timer | undefined;
  private told = false;
  private closed = false;
  /** Rows that the state store remembered, until they rise: they may have risen while we were closed. */
  private readonly remembered = new Set<string>();
  /** On the monotonic clock: when anybody was heard, and when all were given their time once more. */
  private lastHeard: Millis = Number.NEGATIVE_INFINITY;
  private lastExcuse: Millis = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly beating: BeatingCore,
    private readonly settings: HealthSettings,
    private readonly options: SvSyncHealthOptions,
  ) {
    super();
    const { beatInterval, beatTolerance, beatsToExpire, beatsToRenew, heartsMax } = settings;
    this.node = Name.from(options.node);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    const silenceMax = beatsToExpire * beatInterval + beatTolerance;
    this.tracker = new HeartTracker({ beatsToRenew, silenceMax, heartsMax });
  }

  /** The member of pure sync that beats are heard and sent by. */
  get core(): SvSyncCore {
    return this.beating;
  }

  /** Everybody but oneself who was ever heard, dead ones among them, the one silent longest first. */
  get hearts(): readonly Heart[] {
    return this.tracker.all;
  }

  /** The node prefixes of those who are alive, without oneself. */
  get alive(): readonly Name[] {
    return this.tracker.all.filter(({ alive }) => alive).map(({ node }) => node);
  }

  /** What is known of a member; `undefined` if it was never heard. */
  heartOf(node: NameLike): Heart | undefined {
    return this.tracker.get(Name.from(node));
  }

  /** Stops beating and leaves the group. Idempotent; the transport stays open. */
  async close(): Promise<void> {
    this.end();
    await this.core.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private start(): void {
    const { core, options } = this;
    options.signal?.addEventListener("abort", this.onAbort, { once: true });
    core.addEventListener("update", this.onUpdate);
    core.addEventListener("transport", this.onTransport);
    core.addEventListener("error", this.onError);
    for (const row of core.status.members) {
      this.remembered.add(rowKey(row));
    }
    void this.beat();
  }

  private end(): void {
    this.closed = true;
    this.beatTimer?.cancel();
    this.expiryTimer?.cancel();
    this.options.signal?.removeEventListener("abort", this.onAbort);
    this.core.removeEventListener("update", this.onUpdate);
    this.core.removeEventListener("transport", this.onTransport);
    this.core.removeEventListener("error", this.onError);
  }

  private async beat(): Promise<void> {
    const { beatInterval } = this.settings;
    try {
      await this.beating.beat(this.node);
    } catch (error) {
      if (SvsError.is(error, "closed")) {
        this.end(); // by itself, or with the transport
        return;
      }
      this.tell(
        SvsError.is(error) ? error : new SvsError("store-failed", "A beat was not sent.", { cause: error }),
      );
    }
    if (!this.closed) {
      const spread = 1 + SPREAD * (2 * this.random.next() - 1);
      this.beatTimer = this.at(this.clock.monotonic() + beatInterval * spread, () => void this.beat());
    }
  }

  private readonly onUpdate = ({ detail }: CustomEvent<SyncUpdate>): void => {
    if (detail.node.equals(this.node) || !this.isBeat(detail)) {
      return;
    }
    const now = this.clock.monotonic();
    this.lastHeard = now;
    const heart = this.tracker.beat(detail, now, this.clock.wall());
    if (heart === "too-many") {
      if (!this.told) {
        this.told = true;
        const message = `More than ${this.settings.heartsMax} members are alive; raise heartsMax to follow all of them.`;
        this.tell(new SvsError("limit-exceeded", message));
      }
    } else if (heart) {
      this.dispatchTypedEvent("renewed", new CustomEvent("renewed", { detail: heart }));
    }
    this.watch();
  };

  /** Whether it is a sign of life: a row that rises while we look on, or one that has just begun. */
  private isBeat(update: SyncUpdate): boolean {
    if (this.remembered.delete(rowKey(update))) {
      return false;
    }
    return update.low > 1 || update.high === 1;
  }

  private readonly onTransport = (): void => {
    if (this.isUp) {
      this.tracker.excuse(this.clock.monotonic());
    }
    this.watch();
  };

  private readonly onAbort = (): void => this.end();

  private readonly onError = ({ detail }: CustomEvent<SvsError>): void => this.tell(detail);

  private get isUp(): boolean {
    return this.options.transport.status === "up";
  }

  private watch(): void {
    const { deadline } = this.tracker;
    this.expiryTimer?.cancel();
    this.expiryTimer =
      deadline === undefined || this.closed || !this.isUp
        ? undefined
        : this.at(deadline, () => this.expire());
  }

  /** Does something at a time of the monotonic clock, and sees whether it is late for it. */
  private at(due: Millis, act: () => void): Timer {
    return this.clock.schedule(due - this.clock.monotonic(), () => {
      const now = this.clock.monotonic();
      // Timers alone may be held up, as in a hidden tab: then somebody was heard meanwhile, and silence is silence.
      // Once, until somebody is heard again: those who are dead shall not live on for our being late.
      if (
        now - due > STOPPED * this.settings.beatInterval &&
        this.lastHeard < due &&
        this.lastHeard > this.lastExcuse
      ) {
        this.lastExcuse = now;
        this.tracker.excuse(now);
      }
      act();
    });
  }

  private expire(): void {
    for (const heart of this.tracker.expire(this.clock.monotonic())) {
      this.dispatchTypedEvent("expired", new CustomEvent("expired", { detail: heart }));
    }
    this.watch();
  }

  private tell(error: SvsError): void {
    this.dispatchTypedEvent("error", new CustomEvent("error", { detail: error }));
  }
}

/** A row of the state vector. */
function rowKey({ node, bootstrapTime }: { readonly node: Name; readonly bootstrapTime: number }): string {
  return `${bootstrapTime}/${node.valueHex}`;
}

interface HealthSettings {
  readonly beatInterval: Millis;
  readonly beatsToRenew: number;
  readonly beatsToExpire: number;
  readonly beatTolerance: Millis;
  readonly heartsMax: number;
}

function healthSettings(options: SvSyncHealthOptions): HealthSettings {
  const { beatInterval = 25_000, beatsToRenew = 3, beatsToExpire = 3, heartsMax = 10_000 } = options;
  const { beatTolerance = beatInterval / 5 } = options;
  const need = (ok: boolean, option: string, what: string, value: number): void => {
    if (!ok) {
      throw new SvsError("invalid-argument", `${option} must be ${what}, and is ${value}.`);
    }
  };
  need(
    beatInterval >= 10 && Number.isFinite(beatInterval),
    "beatInterval",
    "a number of milliseconds from 10",
    beatInterval,
  );
  need(
    beatTolerance >= 0 && Number.isFinite(beatTolerance),
    "beatTolerance",
    "a number of milliseconds",
    beatTolerance,
  );
  for (const [option, value] of Object.entries({ beatsToRenew, beatsToExpire, heartsMax })) {
    need(Number.isSafeInteger(value) && value >= 1, option, "a whole number from 1", value);
  }
  return { beatInterval, beatsToRenew, beatsToExpire, beatTolerance, heartsMax };
}
