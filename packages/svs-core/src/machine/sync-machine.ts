import { type Difference, MalformedTlvError, type SeqNoRange, type StateVector, v3Form } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";
import { Admission } from "./admission.js";
import { Announcer } from "./announcer.js";
import { AnsweredDigests } from "./answered-digests.js";
import { DIGEST_SIZE } from "./digest.js";
import { GroupEstimate } from "./group-estimate.js";
import { initialVector } from "./initial-vector.js";
import { type MachineSettings, machineSettings, shortestPeriod } from "./machine-settings.js";
import { MergedStateVector } from "./merged-state-vector.js";
import { orInvalid } from "./or-invalid.js";
import { QuietRepair } from "./quiet-repair.js";
import { SyncTimer } from "./sync-timer.js";
import type { DropReason, Effect, Input, MachineOptions, Now, ReceivedVector, SendCause } from "./types.js";
import { VerifiedDigests } from "./verified-digests.js";
import { VerifyQueue } from "./verify-queue.js";

const NOTHING: readonly Effect[] = Object.freeze([]);

/** Octets of a vector without entries: type and length. */
const EMPTY_SIZE = 2;

/** Seconds that a bootstrap time may be ahead of us (section 3). */
const BOOTSTRAP_AHEAD_MAX = 86_400;

/**
 * The State Vector Sync protocol, sections 3, 4 and 6, with time, chance, cryptography and the
 * network left to its owner.
 *
 * Every change goes through {@link step}, which returns all that follows from it. The owner
 * carries the effects out in their order, answers `sign` and `verify` with further inputs, and
 * steps a `timeout` when {@link deadline} has come.
 *
 * Steady State and Suppression State are the specification's. There is one timer; it runs from
 * `link-up` to `link-down`. Vectors whose verification ends while the link is down are merged, and
 * start nothing.
 */
export class SyncMachine {
  /** Live. The owner reads it, and never changes it. */
  readonly vector: StateVector;
  private readonly settings: MachineSettings;
  private readonly timer: SyncTimer;
  private readonly announcer: Announcer;
  private readonly verifyQueue: VerifyQueue;
  private readonly verifiedDigests: VerifiedDigests;
  private readonly answeredDigests: AnsweredDigests;
  private readonly admission: Admission;
  private readonly estimate: GroupEstimate;
  private readonly repair: QuietRepair | undefined;
  /** There is one exactly in Suppression State. */
  private merged: MergedStateVector | undefined;
  private lastMonotonic: Millis = Number.NEGATIVE_INFINITY;

  /** @throws SvsError `invalid-argument` if an option is not usable. */
  constructor(options: MachineOptions) {
    this.settings = machineSettings(options);
    const { timers, form, limits, quietRepair, adaptiveTimers } = this.settings;
    this.vector = initialVector(options.initial, form);
    this.estimate = new GroupEstimate(this.vector, timers.suppression, adaptiveTimers);
    this.repair = quietRepair ? new QuietRepair(timers, this.estimate) : undefined;
    this.timer = new SyncTimer(timers, options.random, this.estimate, adaptiveTimers);
    this.announcer = new Announcer(this.vector, form, timers);
    this.verifyQueue = new VerifyQueue(limits.verifyMax);
    this.verifiedDigests = new VerifiedDigests(limits.digestMax);
    this.answeredDigests = new AnsweredDigests(limits.digestMax, limits.answerAgainAfter);
    this.admission = new Admission(this.vector, form, limits, shortestPeriod(timers));
  }

  /**
   * When to step a `timeout`, on the monotonic clock. There is one exactly while the link is up.
   * It may have passed: other inputs do not wait for it.
   */
  get deadline(): Millis | undefined {
    const { due } = this.timer;
    const { retryAt } = this.announcer;
    return due === undefined || retryAt === undefined ? due : Math.min(due, retryAt);
  }

  /** Steady State while the link is down. */
  get phase(): "steady" | "suppression" {
    return this.merged === undefined ? "steady" : "suppression";
  }

  /**
   * The id from which on a `send` satisfies every wish made so far, whatever fails until then;
   * `undefined` if none is open.
   */
  get owed(): number | undefined {
    return this.announcer.owed;
  }

  /**
   * Takes one input and returns what is to be done, in order. The array is not to be changed.
   * Octets of others make no error, whatever they are.
   * @throws SvsError `invalid-argument`, before anything changed, if a clock is not usable, a
   * publication is not above the ones before it, or an answer was not asked for.
   */
  step(now: Now, input: Input): readonly Effect[] {
    this.checkNow(now);
    switch (input.type) {
      case "link-up":
        this.announcer.linkUp();
        this.admission.linkUp(now);
        this.repair?.restart(now.monotonic);
        return this.announce(now, "link-up");
      case "link-down":
        this.announcer.linkDown();
        this.timer.stop();
        this.merged = undefined;
        this.estimate.conclude();
        return NOTHING;
      case "published":
        return this.published(now, input.node, input.bootstrapTime, input.seqNo);
      case "announce":
        return this.announce(now, "requested");
      case "received":
        return this.received(now, input.vector);
      case "verified":
        return this.verified(now, input.id, input.ok);
      case "vouched":
        return this.vouched(now, input.node, input.bootstrapTime, input.seqNo);
      case "signed":
        return this.signed(now, input.id);
      case "sign-failed":
        this.announcer.signFailed(now.monotonic, input.id);
        return NOTHING;
      case "timeout":
        return this.timeout(now);
    }
  }

  /** Section 4.2. */
  private published(now: Now, node: Uint8Array, bootstrapTime: number, seqNo: number): readonly Effect[] {
    this.checkPublication(node, bootstrapTime, seqNo);
    // The stamp makes our own publication a recent update (4.5): an outdated vector that crosses
    // its announcement needs no answer.
    orInvalid("A publication's node must be a Name TLV-VALUE.", () => {
      this.vector.set(node, bootstrapTime, seqNo, now.monotonic);
    });
    this.changed(now, false);
    return this.announce(now, "publication");
  }

  /** The vector has something new, which was heard or is ours. */
  private changed(now: Now, isHeard: boolean): void {
    this.announcer.vectorChanged();
    this.estimate.conclude();
    this.repair?.news(now.monotonic, isHeard);
  }

  /**
   * Emits a Sync Interest with the current vector and enters Steady State: nothing that a
   * suppression waits to say is left (section 6, transitions 1, 2 and 4).
   */
  private announce(now: Now, cause: SendCause): readonly Effect[] {
    if (this.announcer.linkIsUp) {
      this.enterSteady(now);
    }
    const sign = this.announcer.wish(cause);
    return sign === undefined ? NOTHING : [sign];
  }

  private received(now: Now, vector: ReceivedVector): readonly Effect[] {
    const { id, octets, digest, signer } = vector;
    if (digest.length !== DIGEST_SIZE) {
      throw new SvsError("invalid-argument", `A digest has ${DIGEST_SIZE} octets, and not ${digest.length}.`);
    }
    if (this.verifyQueue.has(id)) {
      throw new SvsError("invalid-argument", `Packet ${id} is being verified: give each packet its own id.`);
    }
    if (octets.length > this.settings.limits.vectorSizeMax) {
      return [drop(id, "oversized")];
    }
    if (this.verifiedDigests.has(digest)) {
      return this.process(now, vector, now.monotonic, true);
    }
    if (this.verifyQueue.hasDigest(digest)) {
      return NOTHING;
    }
    const isStranger = signer !== undefined && !this.admission.signers.has(signer);
    if (this.verifyQueue.isFull(signer, isStranger)) {
      return [drop(id, "verify-queue-full")];
    }
    this.verifyQueue.add({ vector, arrivedAt: now.monotonic, isStranger });
    return [{ type: "verify", id }];
  }

  private verified(now: Now, id: number, ok: boolean): readonly Effect[] {
    const unverified = this.verifyQueue.take(id);
    if (unverified === undefined) {
      throw new SvsError(
        "invalid-argument",
        `Packet ${id} is not being verified: answer each verify effect once.`,
      );
    }
    if (!ok) {
      return [drop(id, "verification-failed")];
    }
    const { digest, signer } = unverified.vector;
    this.verifiedDigests.add(digest);
    if (signer !== undefined) {
      this.admission.signers.note(signer);
    }
    return this.process(now, unverified.vector, unverified.arrivedAt, false);
  }

  /**
   * Sections 3 and 4.5: what a vector with a good signature does.
   * @param isEcho - whether this very packet was heard before.
   */
  private process(now: Now, received: ReceivedVector, arrivedAt: Millis, isEcho: boolean): readonly Effect[] {
    const { id, octets, total, signer } = received;
    const difference = this.compare(octets);
    if (difference === undefined) {
      return [drop(id, "malformed")];
    }
    if (total === undefined && isNone(difference)) {
      // Our own bootstrap times need no judgement, even after the wall clock was set back.
      this.heardUpToDate(now, !isEcho);
      return NOTHING;
    }
    // 3, Bootstrap Time: the entire vector, before any of it is applied.
    if (difference.maxBootstrapTime > now.wall / 1000 + BOOTSTRAP_AHEAD_MAX) {
      return [drop(id, "future-bootstrap")];
    }

    const effects: Effect[] = [];
    const { taken, refusals } = this.admission.admit(now, difference.newer, signer);
    const isNews = taken.length > 0;
    this.learn(now, taken, true, effects);
    for (const { reason, news } of refusals) {
      if (news.length > 0) {
        effects.push({ type: "suspect", id, reason, ranges: news, signer });
      }
      effects.push(drop(id, reason));
    }
    if (difference.refused > 0) {
      effects.push(drop(id, "unusable-entry"));
    }
    const lead = total === undefined ? difference.behind : sumOf(this.vector) - total;
    if (lead < 0) {
      effects.push({ type: "incomplete", id });
    }
    if (lead <= 0) {
      this.heardUpToDate(now, !isNews && !isEcho);
      return effects;
    }
    const dropped = this.heardOutdated(now, received, arrivedAt, difference.behindSince);
    if (dropped) {
      effects.push(drop(id, dropped));
      if (isNews && this.repair !== undefined) {
        this.resetSteady(now); // the timer may be the periodic one, half a minute away
      }
    }
    return effects;
  }

  /** Numbers that the owner is sure of, whatever the limits. */
  private vouched(now: Now, node: Uint8Array, bootstrapTime: number, seqNo: number): readonly Effect[] {
    this.checkBootstrapTime(bootstrapTime);
    if (!Number.isSafeInteger(seqNo) || seqNo < 1) {
      throw new SvsError("invalid-argument", `A number is a whole one from 1, and not ${seqNo}.`);
    }
    const low = this.vector.get(node, bootstrapTime) + 1;
    const effects: Effect[] = [];
    if (seqNo >= low) {
      orInvalid("The node of a row must be a Name TLV-VALUE.", () => {
        this.learn(now, [{ node: node.slice(), bootstrapTime, low, high: seqNo }], false, effects);
      });
      if (this.repair !== undefined && this.merged === undefined && this.announcer.linkIsUp) {
        this.resetSteady(now);
      }
    }
    this.admission.release(node, bootstrapTime);
    return effects;
  }

  /** 4.5: update the local state vector, and store the current timestamp. */
  private learn(now: Now, ranges: readonly SeqNoRange[], isHeard: boolean, effects: Effect[]): void {
    if (ranges.length > 0) {
      this.vector.apply({ newer: ranges }, now.monotonic);
      this.changed(now, isHeard);
      effects.push({ type: "update", ranges });
    }
  }

  /** Section 3, Comparing. @returns `undefined` if the octets are malformed. */
  private compare(octets: Uint8Array): Difference | undefined {
    try {
      return this.vector.compareEncoded(octets, this.settings.form);
    } catch (error) {
      if (error instanceof MalformedTlvError) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Section 4.5: an incoming vector is up-to-date or newer.
   * @param isRepeat - whether somebody announced anew what we know.
   */
  private heardUpToDate(now: Now, isRepeat: boolean): void {
    if (isRepeat) {
      this.estimate.announced(now.monotonic);
    }
    if (this.merged !== undefined) {
      this.merged.addEverything();
    } else if (this.announcer.linkIsUp) {
      if (isRepeat) {
        this.repair?.heard(now.monotonic);
      }
      this.resetSteady(now);
    }
  }

  /** Section 4.5: an incoming vector is outdated. @returns why it is dropped, if it is. */
  private heardOutdated(
    now: Now,
    { octets, digest, signer }: ReceivedVector,
    arrivedAt: Millis,
    behindSince: Millis,
  ): DropReason | undefined {
    const { form, timers } = this.settings;
    if (!this.announcer.linkIsUp) {
      return undefined;
    }
    if (this.merged !== undefined) {
      this.merged.add(octets);
      return undefined;
    }
    // An empty vector did not cross what came just now: it is from one who joins and knows nothing. Some
    // implementations announce that once, and next after half a minute.
    //
    // By rows: a recent update of a name under one bootstrap time excuses no other one of it.
    // And from the arrival: its sender cannot have known what came while it was being verified.
    const isEmpty = octets.length === EMPTY_SIZE;
    if (!isEmpty && arrivedAt - behindSince < timers.suppression) {
      return "recently-updated";
    }
    // Empty ones by their number: those of two who join may be the same packet.
    const isDue = isEmpty
      ? this.admission.signers.mayJoin(signer, now.monotonic)
      : this.answeredDigests.answer(digest, now.monotonic);
    if (!isDue) {
      if (isEmpty && this.repair !== undefined && !this.timer.isRepeat) {
        this.repair.restart(now.monotonic); // with a repeat, it comes a little later
        this.resetSteady(now);
      }
      return "answered-before";
    }
    if (isEmpty) {
      this.repair?.restart(now.monotonic);
    } else {
      this.repair?.loss(now.monotonic);
    }
    this.estimate.awaitAnswers();
    this.merged = new MergedStateVector(octets, form);
    this.timer.resetToSuppression(now.monotonic);
    return undefined;
  }

  private signed(now: Now, id: number): readonly Effect[] {
    const current = this.announcer.signsCurrentVector;
    const effects = this.announcer.signed(id);
    this.timer.holdRepeats(now.monotonic);
    if (current) {
      // Our own Sync Interest tells the group everything, as one of somebody else's would.
      this.merged?.addEverything();
    }
    return effects;
  }

  private timeout(now: Now): readonly Effect[] {
    const { due } = this.timer;
    const { retryAt } = this.announcer;
    if (due === undefined) {
      return NOTHING;
    }
    if (retryAt !== undefined && now.monotonic >= retryAt) {
      // The weakest cause there is: that of the wish which failed stays.
      return this.announce(now, "periodic");
    }
    if (now.monotonic < due) {
      return NOTHING;
    }
    // 4.5, On expiration of timer, in the one state and in the other.
    if (this.merged === undefined) {
      if (this.timer.isRepeat && this.announcer.isSigning) {
        this.resetSteady(now); // it would follow at once what is about to leave
        return NOTHING;
      }
      this.repair?.announced(now.monotonic);
      this.estimate.announced(now.monotonic);
      return this.announce(now, this.timer.isRepeat ? "repeat" : "periodic");
    }
    if (this.merged.isOutdated(this.vector)) {
      this.estimate.announced(now.monotonic);
      return this.announce(now, "suppression");
    }
    this.enterSteady(now);
    return NOTHING;
  }

  /** Section 4.5: when entering Steady State, reset the timer. */
  private enterSteady(now: Now): void {
    this.merged = undefined;
    this.resetSteady(now);
  }

  /** Section 4.1, or sooner while what is new may have been missed. */
  private resetSteady(now: Now): void {
    const interval = this.repair?.interval;
    if (interval === undefined) {
      this.timer.resetToPeriodic(now.monotonic);
    } else {
      this.timer.resetToRepeat(now.monotonic, interval);
    }
  }

  private checkNow(now: Now): void {
    if (!(now.monotonic >= this.lastMonotonic && now.monotonic < Number.POSITIVE_INFINITY)) {
      throw new SvsError(
        "invalid-argument",
        `The monotonic clock must not go back from ${this.lastMonotonic} ms, and tells ${now.monotonic}.`,
      );
    }
    if (!Number.isFinite(now.wall)) {
      throw new SvsError(
        "invalid-argument",
        `The wall clock must tell milliseconds since 1970, and tells ${now.wall}.`,
      );
    }
    this.lastMonotonic = now.monotonic;
  }

  private checkPublication(node: Uint8Array, bootstrapTime: number, seqNo: number): void {
    this.checkBootstrapTime(bootstrapTime);
    const before = this.vector.get(node, bootstrapTime);
    if (!Number.isSafeInteger(seqNo) || seqNo <= before) {
      throw new SvsError(
        "invalid-argument",
        `A publication's number is a whole number above ${before}, the last one, and not ${seqNo}.`,
      );
    }
  }

  private checkBootstrapTime(bootstrapTime: number): void {
    if (!Number.isSafeInteger(bootstrapTime) || bootstrapTime < 0) {
      throw new SvsError(
        "invalid-argument",
        `A bootstrap time is a whole number of seconds since 1970, and not ${bootstrapTime}.`,
      );
    }
    if (bootstrapTime !== 0 && this.settings.form !== v3Form) {
      throw new SvsError(
        "invalid-argument",
        `Vectors of form ${this.settings.form.name} have no bootstrap time: give 0, and not ${bootstrapTime}.`,
      );
    }
  }
}

/** Whether the two vectors are the same. */
function isNone({ newer, behind, refused }: Difference): boolean {
  return newer.length === 0 && behind === 0 && refused === 0;
}

/** Sum of all sequence numbers. */
function sumOf(vector: StateVector): number {
  let sum = 0;
  for (const { seqNo } of vector) {
    sum += seqNo;
  }
  return sum;
}

function drop(id: number, reason: DropReason): Effect {
  return { type: "drop", id, reason };
}
